"""Query parameters, read strictly: an unknown one is an error (xAPI 1.0.3 Communication 3.2)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from lrs.api.services import services
from lrs.errors import InvalidRequest, StatementRefused
from lrs.xapi import timestamps
from lrs.xapi.agents import agent_key
from lrs.xapi.statements import check_agent

T = TypeVar("T")


def parameters(request: web.Request, known: Collection[str]) -> dict[str, str]:
    """Return the parameters of a request, without those that the settings have ignored.

    Raises InvalidRequest for one that is unknown or comes twice.
    """
    ignored = services(request).settings.ignored_parameters.difference(known)
    found: dict[str, str] = {}
    for name, value in request.query.items():
        if name in ignored:
            continue
        if name not in known:
            raise InvalidRequest(
                f"there is no parameter {name} here; known are {', '.join(known)}", pointer=name
            )
        if name in found:
            raise InvalidRequest(f"the parameter {name} may be given once", pointer=name)
        found[name] = value
    return found


def optional(given: Mapping[str, str], name: str, parse: Callable[[str], T], expected: str) -> T | None:
    """Return parameter `name` as `parse` reads it, or None where it is not given.

    Raises InvalidRequest, which says what was `expected`, where `parse` raises ValueError.
    """
    if name not in given:
        return None
    try:
        return parse(given[name])
    except (ValueError, msgspec.DecodeError):
        raise InvalidRequest(f"{name} must be {expected}", pointer=name) from None


def required(given: Mapping[str, str], name: str, parse: Callable[[str], T], expected: str) -> T:
    """Return parameter `name` as `parse` reads it. Raises InvalidRequest where it is missing or wrong."""
    value = optional(given, name, parse, expected)
    if value is None:
        raise InvalidRequest(f"the parameter {name} is missing: {expected}", pointer=name)
    return value


def read_agent(text: str) -> str:
    """Return the agent key of an agent or identified group given as JSON.

    Raises InvalidRequest, which names the rule, for an agent that breaks one.
    """
    key = agent_key(_read_actor(text))
    if key is None:
        raise ValueError
    return key


def read_agent_object(text: str) -> dict[str, Any]:
    """Return an Agent given as JSON; a Group is none. Raises InvalidRequest as `read_agent` does."""
    agent = _read_actor(text)
    if agent.get("objectType") == "Group":
        raise ValueError
    return agent


def _read_actor(text: str) -> dict[str, Any]:
    actor: Any = msgspec.json.decode(text)
    try:
        check_agent(actor)
    except StatementRefused as error:
        place = f"agent{error.pointer or ''}"
        raise InvalidRequest(f"agent: {error}", pointer=place, rule=error.rule) from error
    return actor  # type: ignore[no-any-return]


def read_boolean(text: str) -> bool:
    """Return a truth value; clients in the field also send `True` and `False`."""
    lowered = text.lower()
    if lowered not in {"true", "false"}:
        raise ValueError
    return lowered == "true"


def read_count(text: str) -> int:
    """Return a whole number from 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError
    return int(text)


def read_iri(text: str) -> str:
    """Return an IRI; what has no scheme is none."""
    scheme, colon, rest = text.partition(":")
    if not (colon and rest and scheme.isascii() and scheme[:1].isalpha()):
        raise ValueError
    return text


def read_uuid(text: str) -> uuid.UUID:
    """Return a UUID in its 36-character form."""
    if len(text) != 36:
        raise ValueError
    return uuid.UUID(text)


def read_timestamp(text: str) -> datetime:
    """Return an RFC 3339 time in UTC."""
    return timestamps.parse(text)


def read_day(text: str) -> date:
    """Return a calendar day, such as 2026-03-31."""
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
