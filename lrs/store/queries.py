"""The filters of a statement query, and where in the answer a page begins."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lrs.store.clock import last_key, microseconds
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


_AGENTS = ("agents", "related_agents", "authority")
_ACTIVITIES = ("activities", "related_activities")


def mongo_filter(query: Query, behind: int | None) -> dict[str, Any]:
    """Return the MongoDB filter for what lies behind the key `behind` in the order of `query`."""
    return {"$and": [{"voided": False}, *conditions(query, behind)]}


def conditions(query: Query, behind: int | None) -> list[dict[str, Any]]:
    """Return what such a statement has to meet, voided or not."""
    exact = {"verbs": query.verb, "registrations": query.registration, "authority": query.authority}
    clauses: list[dict[str, Any]] = [{name: value} for name, value in exact.items() if value is not None]
    if query.agent is not None:
        clauses.append(_any_of(_AGENTS if query.related_agents else _AGENTS[:1], query.agent))
    if query.activity is not None:
        clauses.append(_any_of(_ACTIVITIES if query.related_activities else _ACTIVITIES[:1], query.activity))
    if keys := _range(query, behind):
        clauses.append({"at": keys})
    return clauses


def _any_of(names: Iterable[str], value: str) -> dict[str, Any]:
    return {"$or": [{name: value} for name in names]}


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
