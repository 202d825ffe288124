"""Statements from another store, which keep their `stored` times: only as long as nobody can have followed.

They appear below the bound that X-Experience-API-Consistent-Through names, and whoever follows the statements
would miss them. So a store takes them until a service is started on it, and no more from then on. A document
in the collection `deployment` says which it is. Every batch writes to it in its transaction, and so does a
service that starts: one of the two comes first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import pymongo
from bson import Int64

from lrs.errors import OperatorError
from lrs.store.attachments import Upload
from lrs.store.connection import Database, Session
from lrs.store.definitions import Definitions
from lrs.store.faults import reaches_mongodb
from lrs.store.moved import Moved
from lrs.store.references import References
from lrs.store.statement_document import Document, document, hashes
from lrs.store.submission import unlike
from lrs.store.transactions import in_transaction

ABANDONED: Final = 90.0
"""Seconds in which MongoDB ends the transaction of a process that was killed; usually it takes 60."""
_STATE = {"_id": "moving"}


class AlreadyServed(OperatorError):
    """A service has been started on this store."""


class Moving:
    """The way in for statements from another store."""

    def __init__(self, db: Database, references: References, definitions: Definitions) -> None:
        """Keep statements in the collection `statements` of `db`.

        What they refer to is settled by `references`, and what they describe is kept in `definitions`.
        """
        self._db = db
        self._collection = db["statements"]
        self._state = db["deployment"]
        self._references = references
        self._definitions = definitions
        self._one_at_a_time = asyncio.Lock()

    @reaches_mongodb
    async def end(self) -> None:
        """Take no more from now on, for ever: a service starts. Waits for a batch that is on its way."""
        with pymongo.timeout(ABANDONED):
            await self._state.update_one(_STATE, {"$set": {"ended": True}}, upsert=True)

    @reaches_mongodb
    async def begin(self) -> None:
        """Require that statements can still be moved in. Raises AlreadyServed."""
        await self._state.update_one(_STATE, {"$setOnInsert": {"ended": False, "batches": 0}}, upsert=True)
        if await self._state.find_one(_STATE | {"ended": True}):
            raise AlreadyServed(_SERVED)

    @reaches_mongodb
    async def commit(self, batch: Sequence[Moved], upload: Upload | None = None) -> int:
        """Store a batch, all of it or nothing, and return how many statements were new.

        What is true then, and what is raised, is as with `Committer.commit`. Besides, raises AlreadyServed.
        """

        received = upload.received if upload else ()
        documents = [document(each, each.at, each.authority, received) for each in batch]
        first = True

        async def store(session: Session) -> list[Document]:
            nonlocal first
            await self._require_open(session)
            # In the hope that all ids and keys are new, as they are but for a second time.
            new = documents if first else await self._new(batch, documents, session)
            first = False
            if new:
                await self._collection.insert_many(new, session=session)
            if upload:
                await upload.keep(hashes(new), session)
            return new

        # They would write to the same document, and all but one would have to try again.
        async with self._one_at_a_time:
            stored = await in_transaction(self._db.client, store)
        await self._references.settle({each.id: each.refers_to for each in batch})
        await self._definitions.learn((each, each.at) for each in batch)
        return len(stored)

    async def _require_open(self, session: Session) -> None:
        still_open = _STATE | {"ended": False}
        written = await self._state.update_one(still_open, {"$inc": {"batches": 1}}, session=session)
        if not written.matched_count:
            raise AlreadyServed(_SERVED)

    async def _new(
        self, batch: Sequence[Moved], documents: Sequence[Document], session: Session
    ) -> list[Document]:
        """Return those documents of a batch that are not known, each under a key that no other has."""
        ids = [each.id for each in batch]
        cursor = self._collection.find({"_id": {"$in": ids}}, {"json": 1}, session=session)
        known = {found["_id"]: bytes(found["json"]) async for found in cursor}
        if conflict := unlike(batch, known):
            raise conflict
        new = [each for each in documents if each["_id"] not in known]
        keys = await self._free([each["at"] for each in new], session)
        return [each | {"at": Int64(key)} for each, key in zip(new, keys, strict=True)]

    async def _free(self, keys: list[int], session: Session) -> list[int]:
        """Return keys that no statement has: those wanted, or where one is taken, the next above it."""
        taken: set[int] = set()
        keys = _shifted(keys, taken)  # a file that goes back in time may want one twice
        while more := set(await self._collection.distinct("at", {"at": {"$in": keys}}, session=session)):
            taken |= more
            keys = _shifted(keys, taken)
        return keys


def _shifted(keys: Iterable[int], taken: Collection[int]) -> list[int]:
    """Return distinct keys that are not `taken`, each as little above the one wanted as can be."""
    given: dict[int, None] = {}
    for wanted in keys:
        key = wanted
        while key in taken or key in given:
            key += 1
        given[key] = None
    return list(given)


_SERVED = (
    "a service has been started on this database, and whoever follows its statements would miss those that "
    "are moved in below: let LRS_DATABASE name one that no service has been started on"
)
