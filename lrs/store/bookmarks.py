"""How far each follower of the change stream has read, kept over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb

Token = Mapping[str, Any]


class Bookmarks:
    """The places where followers go on reading."""

    def __init__(self, db: Database) -> None:
        """Keep bookmarks in the collection `bookmarks`."""
        self._collection = db["bookmarks"]

    @reaches_mongodb
    async def get(self, follower: str) -> Token | None:
        """Return the place behind which `follower` has not read yet, or None before its first time."""
        found = await self._collection.find_one({"_id": follower})
        return found["token"] if found else None

    @reaches_mongodb
    async def put(self, follower: str, token: Token) -> None:
        """Remember that everything up to `token` is dealt with."""
        await self._collection.update_one({"_id": follower}, {"$set": {"token": token}}, upsert=True)

    @reaches_mongodb
    async def remove(self, follower: str) -> None:
        """Forget how far `follower` has read, so that it begins anew."""
        await self._collection.delete_one({"_id": follower})
