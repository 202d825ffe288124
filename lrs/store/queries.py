"""The filters of a statement query, and where in the answer a page begins."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Final

from lrs.store.clock import last_key, microseconds
from lrs.store.matches import FIELDS
from lrs.store.tokens import Kind, lookup
from lrs.xapi.attachments import Content


@dataclass(frozen=True, slots=True)
class Query:
    """What GET statements may ask for (xAPI 1.0.3 Communication 2.1.3).

    `agent` and `authority` are agent keys (`lrs.xapi.agents.agent_key`); `authority` narrows the answer to
    what one credential has written. `related_agents` and `related_activities` apply the filter `agent` or
    `activity` broadly. `since` is exclusive and `until` inclusive, both of `stored`.
    """

    agent: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: uuid.UUID | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    authority: str | None = None
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A statement as JSON, when it was stored, and the contents that are kept of its attachments."""

    json: bytes
    stored: datetime
    attachments: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Statements in order, and the key that the next page starts behind, or None at the end."""

    statements: list[Stored]
    next: int | None


_NARROWLY: Final[Mapping[str, tuple[Kind, ...]]] = {"agent": ("agent",), "activity": ("activity",)}
_BROADLY: Final[Mapping[str, tuple[Kind, ...]]] = {
    "agent": ("agent", "related agent", "authority"),
    "activity": ("activity", "related activity"),
}


def mongo_filter(query: Query, behind: int | None) -> dict[str, Any]:
    """Return the MongoDB filter for what lies behind the key `behind` in the order of `query`.

    The index BY_TOKEN serves it, and has to be named: MongoDB would sometimes choose another one.
    """
    return {"$and": [{"tokens": _any_token(query)}, *conditions(query, behind), {"voided": False}]}


def conditions(query: Query, behind: int | None) -> list[dict[str, Any]]:
    """Return what such a statement has to meet, voided or not."""
    clauses = [
        _found_in([name for kind in kinds for name in FIELDS[kind]], value) for kinds, value in _asked(query)
    ]
    if keys := _range(query, behind):
        clauses.append({"at": keys})
    return clauses


def _asked(query: Query) -> list[tuple[tuple[Kind, ...], Any]]:
    """Return each value that is asked for, with the kinds of which it may be one."""
    agent = (_BROADLY if query.related_agents else _NARROWLY)["agent"]
    activity = (_BROADLY if query.related_activities else _NARROWLY)["activity"]
    asked: list[tuple[tuple[Kind, ...], Any]] = [
        (agent, query.agent),
        (("verb",), query.verb),
        (activity, query.activity),
        (("registration",), query.registration),
        (("authority",), query.authority),
    ]
    return [(kinds, value) for kinds, value in asked if value is not None]


def _any_token(query: Query) -> int | dict[str, list[int]]:
    ways = product(*([(kind, str(value)) for kind in kinds] for kinds, value in _asked(query)))
    tokens = sorted({token for way in ways for token in lookup(dict(way))})
    return {"$in": tokens} if len(tokens) > 1 else tokens[0]


def _found_in(names: Sequence[str], value: Any) -> dict[str, Any]:
    return {"$or": [{name: value} for name in names]} if len(names) > 1 else {names[0]: value}


def _range(query: Query, behind: int | None) -> dict[str, int]:
    above = [last_key(microseconds(query.since))] if query.since else []
    keys: dict[str, int] = {}
    if query.until:
        keys["$lte"] = last_key(microseconds(query.until))
    if behind is not None and query.ascending:
        above.append(behind)
    elif behind is not None:
        keys["$lt"] = behind
    if above:
        keys["$gt"] = max(above)
    return keys
