"""Statements: their exact bytes beside the facts that filters and roll-ups read."""

from __future__ import annotations

import uuid

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.store.queries import Page, Query, Stored, mongo_filter
from lrs.store.statement_document import Document, stored


class Statements:
    """The statements of one tenant."""

    def __init__(self, db: Database) -> None:
        """Read statements from the collection `statements` of `db`."""
        self._collection = db["statements"]

    @reaches_mongodb
    async def get(
        self, statement_id: uuid.UUID, *, voided: bool, authority: str | None = None
    ) -> Stored | None:
        """Return the statement of this id if it is voided, or is not, as asked; None where there is none."""
        wanted: Document = {"_id": statement_id, "voided": voided}
        if authority:
            wanted["authority"] = authority
        found = await self._collection.find_one(wanted, {"json": 1, "attachments": 1, "at": 1})
        return stored(found) if found else None

    @reaches_mongodb
    async def query(self, query: Query, limit: int, behind: int | None = None) -> Page:
        """Return up to `limit` statements, in the order they were stored or the reverse."""
        order = 1 if query.ascending else -1
        cursor = self._collection.find(mongo_filter(query, behind), {"json": 1, "attachments": 1, "at": 1})
        found = await cursor.sort("at", order).limit(limit + 1).to_list(limit + 1)
        page = found[:limit]
        more = int(page[-1]["at"]) if len(found) > limit else None
        return Page([stored(document) for document in page], more)

    @reaches_mongodb
    async def count(self) -> int:
        """Return how many statements are stored, the voided ones included."""
        return await self._collection.count_documents({})
