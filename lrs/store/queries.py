"""The filters of a statement query, and where in the answer a page begins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lrs.store.clock import last_key, microseconds
from lrs.xapi.attachments import Content


@dataclass(frozen=True, slots=True)
class Query:
    """What GET statements may ask for (xAPI 1.0.3 Communication 2.1.3).

    `agent` and `authority` are agent keys (`lrs.xapi.agents.agent_key`); `authority` narrows the answer to
    what one credential has written. `since` is exclusive and `until` inclusive, both of `stored`.
    """

    agent: str | None = None
    verb: str | None = None
    activity: str | None = None
    registration: uuid.UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    authority: str | None = None
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A statement as JSON, and the contents that are kept of its attachments."""

    json: bytes
    attachments: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Statements in order, and the key that the next page starts behind, or None at the end."""

    statements: list[Stored]
    next: int | None


def mongo_filter(query: Query, behind: int | None) -> dict[str, Any]:
    """Return the MongoDB filter for what lies behind the key `behind` in the order of `query`."""
    exact = {
        "agents": query.agent,
        "verb": query.verb,
        "activity": query.activity,
        "registration": query.registration,
        "authority": query.authority,
    }
    wanted: dict[str, Any] = {name: value for name, value in exact.items() if value is not None}
    keys = _range(query, behind)
    return {"voided": False} | wanted | ({"at": keys} if keys else {})


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
