"""Every statement in the order in which they were stored, for whoever copies them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Final

from lrs.errors import Unavailable
from lrs.store.clock import HEARTBEAT, LEASE, WRITER_BITS, Clock, moment
from lrs.store.connection import Database
from lrs.store.faults import RETRY_AFTER, reaches_mongodb, streams_from_mongodb
from lrs.store.queries import Query, conditions

SETTLES: Final = 3 * LEASE
"""Seconds in which what a writer has begun is stored or never will be."""
GATHERED: Final = 1_000
"""Statements that are fetched at once: MongoDB would send 16 MiB of them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A statement as it is kept: its key, its exact JSON, and the hashes of what is kept of attachments."""

    at: int
    json: bytes
    voided: bool
    contents: tuple[str, ...]


class StatementStream:
    """The statements of one tenant, the voided ones too, in the order of their keys."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Read the collection `statements` of `db`, up to where `clock` says that nothing is missing."""
        self._collection = db["statements"]
        self._clock = clock

    @reaches_mongodb
    async def settled(self) -> int:
        """Return the key of the newest statement, once none can appear any more whose key is smaller.

        0 where there are none. Raises Unavailable if that does not become certain.
        """
        newest = await self._collection.find_one({}, {"at": 1}, sort=[("at", -1)])
        if newest is None:
            return 0
        stored = moment(newest["at"] >> WRITER_BITS)
        try:
            async with asyncio.timeout(SETTLES):
                while await self._clock.consistent_through() < stored:
                    await asyncio.sleep(HEARTBEAT)
        except TimeoutError:
            raise Unavailable(retry_after=RETRY_AFTER) from None
        return int(newest["at"])

    @reaches_mongodb
    async def holds(self, key: int) -> bool:
        """Tell whether a statement has this key."""
        return await self._collection.find_one({"at": key}, {"_id": 1}) is not None

    @reaches_mongodb
    async def count(self, query: Query, through: int, behind: int | None = None) -> int:
        """Return how many statements `stream` yields."""
        return await self._collection.count_documents(_filter(query, through, behind))

    @streams_from_mongodb
    async def stream(self, query: Query, through: int, behind: int | None = None) -> AsyncIterator[Held]:
        """Yield what `query` wants behind the key `behind` and up to the key `through`, voided or not."""
        found = self._collection.find(_filter(query, through, behind), _FIELDS, batch_size=GATHERED)
        found = found.sort("at", 1)
        async for document in found:
            yield Held(
                at=int(document["at"]),
                json=bytes(document["json"]),
                voided=document["voided"],
                contents=tuple(each["sha2"] for each in document.get("attachments", ())),
            )


_FIELDS = dict.fromkeys(("at", "json", "voided", "attachments.sha2"), 1)


def _filter(query: Query, through: int, behind: int | None) -> dict[str, Any]:
    return {"$and": [{"at": {"$lte": through}}, *conditions(replace(query, ascending=True), behind)]}
