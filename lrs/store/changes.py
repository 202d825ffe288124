"""What has been committed, in order, from MongoDB's change stream: it survives restarts by its tokens."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from motor.motor_asyncio import AsyncIOMotorChangeStream
from pymongo.change_stream import ChangeStream
from pymongo.errors import OperationFailure

from lrs.store.bookmarks import Token
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb, streams_from_mongodb
from lrs.store.people import PREFIX

GATHERED = 5_000
"""Changes that are handed on together at the most."""
PATIENCE = 100
"""Milliseconds that the stream waits for another change before it hands on those it has."""
GATHERING = 0.2
"""Seconds after which changes are handed on although further ones keep coming: credit waits for no lull."""
QUIET = 60.0
"""Seconds without a change after which the place is handed on: an old one falls out of MongoDB's history."""


@dataclass(frozen=True, slots=True)
class StatementStored:
    """A statement was committed: who did it, on which activity, and what it refers to."""

    id: uuid.UUID
    actor: str | None
    activity: str | None
    refers_to: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """A person of the registry came or changed; `keys` are all agents that ever were that person."""

    learner: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyActivated:
    """A version of a credit policy came into force."""

    policy: str


Change = StatementStored | PersonChanged | PolicyActivated


class HistoryLost(Exception):
    """The stream no longer reaches back to the token: what happened since has to be found by scanning."""


class Changes:
    """The changes of one tenant."""

    def __init__(self, db: Database) -> None:
        """Follow the collections of `db` that credit depends on."""
        self._db = db

    @reaches_mongodb
    async def now(self) -> Token:
        """Return the token behind which every later change comes."""
        async with self._db.watch(_PIPELINE, max_await_time_ms=1) as stream:
            await stream.try_next()
            return _token(stream)

    @streams_from_mongodb
    async def follow(self, after: Token) -> AsyncIterator[tuple[list[Change], Token]]:
        """Yield changes behind `after` in the order of their commit, with the token to go on from.

        Waits for further ones for ever; now and then there are none, and only the token is a later one.
        Raises HistoryLost, and Unavailable while MongoDB cannot be reached.
        """
        try:
            async with self._db.watch(_PIPELINE, resume_after=after, max_await_time_ms=PATIENCE) as stream:
                handed_on = time.monotonic()
                while stream.alive:  # type: ignore[truthy-function]  # a property, which motor's types miss
                    gathered = await _gather(stream)
                    if gathered or time.monotonic() - handed_on > QUIET:
                        yield gathered, _token(stream)
                        handed_on = time.monotonic()
        except OperationFailure as error:
            if error.code in _HISTORY_LOST:
                raise HistoryLost from error
            raise
        # The database was dropped: what is there now is another one.
        raise HistoryLost


async def _gather(stream: AsyncIOMotorChangeStream[dict[str, Any]]) -> list[Change]:
    first = await stream.try_next()
    if first is None:
        return []
    # Motor sends every call to a thread: one trip for each change would cost more than the change itself.
    further = await asyncio.get_running_loop().run_in_executor(None, _at_hand, stream.delegate)
    return [_change(event) for event in (first, *further)]


def _at_hand(stream: ChangeStream[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what comes behind a first one without a pause; this waits, so it runs on a thread."""
    events: list[Mapping[str, Any]] = []
    until = time.monotonic() + GATHERING
    while len(events) < GATHERED - 1 and time.monotonic() < until and (event := stream.try_next()):
        events.append(event)
    return events


def _token(stream: AsyncIOMotorChangeStream[dict[str, Any]]) -> Token:
    if stream.resume_token is None:
        raise AssertionError("a stream that was read from has a place to go on from")
    return stream.resume_token


def _change(event: Mapping[str, Any]) -> Change:
    document = event["fullDocument"]
    match event["ns"]["coll"]:
        case "statements":
            return StatementStored(
                document["_id"], document.get("actor"), document.get("activity"), document.get("refers_to")
            )
        case "people":
            return PersonChanged(f"{PREFIX}{document['_id']}", tuple(document["past_keys"]))
        case _:
            return PolicyActivated(document["policy"])


_FIELDS = ("_id", "actor", "activity", "refers_to", "past_keys", "policy")
_PIPELINE: list[dict[str, Any]] = [
    {
        "$match": {
            "operationType": {"$in": ["insert", "replace"]},
            "ns.coll": {"$in": ["statements", "people", "policies"]},
        }
    },
    {"$project": {"ns": 1, "operationType": 1} | {f"fullDocument.{field}": 1 for field in _FIELDS}},
]
# InvalidResumeToken, ChangeStreamFatalError and ChangeStreamHistoryLost of MongoDB's error codes.
_HISTORY_LOST = frozenset({260, 280, 286})
