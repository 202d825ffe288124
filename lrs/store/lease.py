"""Work that one process at a time may do, over all processes that share a database."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from pymongo.errors import DuplicateKeyError, PyMongoError

from lrs.background import in_background
from lrs.store.connection import Database

SECONDS: Final = 30.0
"""After which a lease ends that its holder does not renew."""

log = logging.getLogger(__name__)


class Lease:
    """The right to do a piece of work.

    Whoever cannot reach MongoDB for long may lose it unawares: the work has to bear being done twice.
    """

    def __init__(self, db: Database, work: str) -> None:
        """Make a claim to `work`; `held` makes it good."""
        self._collection = db["leases"]
        self._work = work
        self._owner = uuid.uuid4()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[bool]:
        """Hold the lease while the context lasts; yield False instead where another process holds it."""
        if not await self._take():
            yield False
            return
        try:
            async with in_background(self._renew(), f"lease of {self._work}"):
                yield True
        finally:
            await self._collection.delete_one({"_id": self._work, "owner": self._owner})

    async def _take(self) -> bool:
        """Take the lease if it is free, or have it end later if it is held already."""
        mine = {"owner": self._owner}
        free: dict[str, Any] = {"$or": [mine, {"$expr": {"$lt": ["$expires", "$$NOW"]}}]}
        lease = [{"$set": mine | {"expires": {"$add": ["$$NOW", round(SECONDS * 1000)]}}}]
        if (await self._collection.update_one({"_id": self._work} | free, lease)).matched_count:
            return True
        with suppress(DuplicateKeyError):
            await self._collection.update_one({"_id": self._work} | mine, lease, upsert=True)
            return True
        return False

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(SECONDS / 3)
            try:
                await self._take()
            except PyMongoError as error:
                log.warning("the lease of %s could not be renewed: %s", self._work, type(error).__name__)
