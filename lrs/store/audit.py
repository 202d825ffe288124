"""What operators have done that cannot be seen from what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb


class Audit:
    """The audit log of one tenant: it only grows."""

    def __init__(self, db: Database) -> None:
        """Keep it in the collection `audit`."""
        self._collection = db["audit"]

    @reaches_mongodb
    async def note(self, what: str, said: Mapping[str, Any]) -> None:
        """Note that something was done, now."""
        await self._collection.insert_one({"what": what, "at": datetime.now(UTC), **said})
