"""Awards that are not computed any more, since what they rest on is not what it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from pymongo import UpdateOne

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb


class Closed:
    """The learners of one tenant whose awards stay as they are, and single awards that do."""

    def __init__(self, db: Database) -> None:
        """Keep them in the collection `closed`."""
        self._collection = db["closed"]

    @reaches_mongodb
    async def add(self, names: Collection[str], why: str) -> None:
        """Close learners, or awards by their ids, for ever."""
        said = {"$setOnInsert": {"why": why, "since": datetime.now(UTC)}}
        if names:
            await self._collection.bulk_write([UpdateOne({"_id": name}, said, upsert=True) for name in names])

    @reaches_mongodb
    async def among(self, names: Collection[str]) -> dict[str, str]:
        """Return which of these learners and awards are closed, and why."""
        if not names:
            return {}
        cursor = self._collection.find({"_id": {"$in": list(names)}})
        return {each["_id"]: each["why"] async for each in cursor}
