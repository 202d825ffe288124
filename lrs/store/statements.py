"""Statements: their exact bytes beside the facts that filters and roll-ups read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCursor

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.store.gathering import Gathering
from lrs.store.indexes import BY_TOKEN, by_index
from lrs.store.queries import Page, Query, Stored, mongo_filter
from lrs.store.statement_document import stored


class Statements:
    """The statements of one tenant."""

    def __init__(self, db: Database) -> None:
        """Read statements from the collection `statements` of `db`."""
        self._collection = db["statements"]
        self._by_id = Gathering(self._documents)

    @reaches_mongodb
    async def get(
        self, statement_id: uuid.UUID, *, voided: bool, authority: str | None = None
    ) -> Stored | None:
        """Return the statement of this id if it is voided, or is not, as asked; None where there is none."""
        found = await self._by_id.get(statement_id)
        if found is None or found["voided"] != voided or (authority and found["authority"] != authority):
            return None
        return stored(found)

    @reaches_mongodb
    async def query(self, query: Query, limit: int, behind: int | None = None) -> Page:
        """Return up to `limit` statements, in the order they were stored or the reverse."""
        # One more tells whether there are more.
        found = await by_index(
            BY_TOKEN, lambda index: self._find(query, limit + 1, behind, index).to_list(limit + 1)
        )
        page = found[:limit]
        more = int(page[-1]["at"]) if len(found) > limit else None
        return Page([stored(document) for document in page], more)

    @reaches_mongodb
    async def count(self) -> int:
        """Return how many statements are stored, the voided ones included."""
        return await self._collection.count_documents({})

    async def _documents(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
        cursor = self._collection.find({"_id": {"$in": ids}}, _ANSWERED | _ASKED, batch_size=len(ids) + 1)
        return {document["_id"]: document for document in await cursor.to_list(None)}

    def _find(
        self, query: Query, count: int, behind: int | None, index: str | None = BY_TOKEN
    ) -> AsyncIOMotorCursor[dict[str, Any]]:
        """Return a cursor over the first statements, which come as one batch, with the first answer."""
        return self._collection.find(
            mongo_filter(query, behind),
            _ANSWERED,
            sort=[("at", 1 if query.ascending else -1)],
            limit=count,
            batch_size=count,
            hint=index,
        )


_ANSWERED = dict.fromkeys(("json", "attachments", "at"), 1)
_ASKED = dict.fromkeys(("voided", "authority"), 1)
