"""Awards that could not be computed: noted with the reason, so that the others need not wait for them."""

from __future__ import annotations

from datetime import UTC, datetime

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb


class Postponed:
    """What one tenant's worker has yet to compute."""

    def __init__(self, db: Database) -> None:
        """Keep them in the collection `postponed`."""
        self._collection = db["postponed"]

    @reaches_mongodb
    async def add(self, learner: str, policy_id: str, why: str) -> None:
        """Note that the awards of a learner by a policy could not be computed, and why."""
        name = {"learner": learner, "policy": policy_id}
        now = datetime.now(UTC)
        change = {"$set": {"why": why, "last": now}, "$setOnInsert": {"since": now}, "$inc": {"tries": 1}}
        await self._collection.update_one({"_id": name}, change, upsert=True)

    @reaches_mongodb
    async def remove(self, learner: str, policy_id: str) -> None:
        """Forget what has been computed after all."""
        await self._collection.delete_one({"_id": {"learner": learner, "policy": policy_id}})

    @reaches_mongodb
    async def all(self) -> list[tuple[str, str]]:
        """Return every learner and policy whose awards are still to be computed."""
        cursor = self._collection.find({}, {"_id": 1})
        return [(each["_id"]["learner"], each["_id"]["policy"]) async for each in cursor]
