"""The three kinds of documents, and rows that hold for several of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from lrs.xapi.versions import Version
from tests.conformance.lrs import JSON, Answer, Headers, Lrs, anyone, iri
from tests.conformance.rows import ResourceTable

NEW: Final = {"If-None-Match": "*"}


def text(value: Any) -> str:
    """Return an agent as a parameter has it."""
    return json.dumps(value)


def of_state() -> dict[str, str]:
    """Return parameters that no state has been stored under."""
    return {"activityId": iri(), "agent": text(anyone())}


def of_agent() -> dict[str, str]:
    """Return parameters that no agent profile has been stored under."""
    return {"agent": text(anyone())}


def of_activity() -> dict[str, str]:
    """Return parameters that no activity profile has been stored under."""
    return {"activityId": iri()}


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one kind as a client sees them.

    `section` is that of the resource in 1.0.3, and `section_2` in 2.0.0. `id` is the parameter that names a
    document, and `context` returns the parameters of a context that is new.
    """

    title: str
    section: str
    section_2: str
    path: str
    id: str
    context: Callable[[], dict[str, str]]

    def place(self) -> dict[str, str]:
        """Return the parameters of a document that is not there."""
        return {**self.context(), self.id: "bookmark"}

    async def put(
        self,
        lrs: Lrs,
        place: Mapping[str, str],
        body: bytes,
        type_: str = JSON,
        headers: Headers | None = None,
    ) -> None:
        """Store a document where none is, or under the precondition given."""
        answer = await lrs.put(self.path, body, place, {"Content-Type": type_, **(headers or NEW)})
        assert (answer.status, answer.body) == (204, b""), answer

    async def post(self, lrs: Lrs, place: Mapping[str, str], body: bytes, type_: str = JSON) -> Answer:
        """POST a document."""
        return await lrs.post(self.path, body, place, {"Content-Type": type_})

    async def get(self, lrs: Lrs, place: Mapping[str, str]) -> Answer:
        """Return a document that is there."""
        answer = await lrs.get(self.path, place)
        assert answer.status == 200, answer
        return answer

    async def body(self, lrs: Lrs, place: Mapping[str, str]) -> bytes:
        """Return what a document that is there consists of."""
        return (await self.get(lrs, place)).body


STATE: Final = Documents(
    "State resource", "Communication 2.3", "4.1.6.2", "activities/state", "stateId", of_state
)
AGENT_PROFILE: Final = Documents(
    "Agent profile resource", "Communication 2.6", "4.1.6.5", "agents/profile", "profileId", of_agent
)
ACTIVITY_PROFILE: Final = Documents(
    "Activity profile resource",
    "Communication 2.7",
    "4.1.6.6",
    "activities/profile",
    "profileId",
    of_activity,
)
KINDS: Final = (STATE, AGENT_PROFILE, ACTIVITY_PROFILE)
PROFILES: Final = (AGENT_PROFILE, ACTIVITY_PROFILE)
OF_AGENTS: Final = (STATE, AGENT_PROFILE)
OF_ACTIVITIES: Final = (STATE, ACTIVITY_PROFILE)

Check = Callable[[Documents, Lrs], Awaitable[None]]


class KindRows:
    """One table for each kind of documents; called, it adds a row to several of them."""

    def __init__(self, aspect: str = "", section_2: str | None = None) -> None:
        """Begin tables, with an aspect in their titles if they are of one only."""
        self._tables = {
            each.path: ResourceTable(each.title + aspect, section_2 or each.section_2) for each in KINDS
        }

    @property
    def tables(self) -> tuple[ResourceTable, ...]:
        """The tables."""
        return tuple(self._tables.values())

    def __call__(
        self,
        requirement: str,
        section: str | None = None,
        *,
        of: tuple[Documents, ...] = KINDS,
        only: Version | None = None,
    ) -> Callable[[Check], Check]:
        """Add the decorated check as a row for each kind, under its own section where none is named."""

        def add(check: Check) -> Check:
            for each in of:
                table = self._tables[each.path]
                table.row(section or each.section, requirement, only=only)(partial(check, each))
            return check

        return add


def etag(body: bytes) -> str:
    """Return the entity tag that a document of these bytes has."""
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
