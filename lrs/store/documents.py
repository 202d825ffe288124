"""State and profile documents: exact bytes, changed by one writer at a time."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pymongo
from pymongo.errors import DuplicateKeyError

from lrs.errors import TooLarge
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.xapi.documents import Context, Document

Decision = Callable[[Document | None], Document | None]
"""What shall stand, decided by what stands; None is no document. It may be asked several times."""

LARGEST = 15 * 1024 * 1024
"""Bytes of one document at the most: MongoDB keeps 16 MiB, and there is the context beside it."""
LONGEST = 30.0
"""Seconds that a change may take, all attempts together."""
_PAUSE = 0.005


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with the time at which it was changed last, in milliseconds."""

    document: Document
    updated: datetime


class Documents:
    """The documents of one tenant: each has an id within its context."""

    def __init__(self, db: Database) -> None:
        """Keep documents in the collection `documents`."""
        self._collection = db["documents"]

    @reaches_mongodb
    async def get(self, context: Context, document_id: str) -> Stored | None:
        """Return a document, or None where there is none."""
        found = await self._collection.find_one({"_id": _key(context, document_id)})
        return Stored(_document(found), found["updated"]) if found else None

    @reaches_mongodb
    async def ids(self, context: Context, since: datetime | None = None) -> dict[str, datetime]:
        """Return the ids of a context's documents with the times of their last change, the earliest first.

        `since` leaves out what was changed then or before.
        """
        wanted = _within(context) | ({"updated": {"$gt": since}} if since else {})
        cursor = self._collection.find(wanted, {"updated": 1}).sort("updated", 1)
        return {document["_id"]["id"]: document["updated"] async for document in cursor}

    @reaches_mongodb
    async def change(self, context: Context, document_id: str, decide: Decision) -> None:
        """Put what `decide` returns in the place of what stands, if that still stands; else decide again.

        So no change is lost, and of several that each want the same thing to stand, one happens. Raises
        what `decide` raises, and TooLarge beyond LARGEST.
        """
        key = _key(context, document_id)
        with pymongo.timeout(LONGEST):
            while not await self._change_once(key, decide):
                await asyncio.sleep(_PAUSE)

    @reaches_mongodb
    async def clear(self, context: Context) -> None:
        """Delete every document of a context."""
        await self._collection.delete_many(_within(context))

    async def _change_once(self, key: dict[str, Any], decide: Decision) -> bool:
        """Return whether what was decided is done."""
        found = await self._collection.find_one({"_id": key})
        changed = decide(_document(found) if found else None)
        standing = {"_id": key, "revision": found["revision"] if found else None}
        if changed is None:
            return found is None or (await self._collection.delete_one(standing)).deleted_count == 1
        try:
            done = await self._collection.update_one(standing, _writing(changed), upsert=found is None)
        except DuplicateKeyError:
            return False
        return done.matched_count == 1 or done.upserted_id is not None


def _key(context: Context, document_id: str) -> dict[str, Any]:
    return asdict(context) | {"id": document_id}


def _within(context: Context) -> dict[str, Any]:
    return {f"_id.{name}": value for name, value in asdict(context).items()}


def _writing(document: Document) -> dict[str, Any]:
    if len(document.content) > LARGEST:
        raise TooLarge(f"a document may not exceed {LARGEST} bytes")
    fields = {
        "content": document.content,
        "content_type": document.content_type,
        "revision": uuid.uuid4(),
    }
    return {"$set": fields, "$currentDate": {"updated": True}}


def _document(found: dict[str, Any]) -> Document:
    return Document(bytes(found["content"]), found["content_type"])
