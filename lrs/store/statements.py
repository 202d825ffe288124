"""Statements: their exact bytes beside the facts that filters and roll-ups read."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bson import Binary, Int64

from lrs.errors import Conflict
from lrs.store.attachments import Upload
from lrs.store.clock import WRITER_BITS, Clock, moment
from lrs.store.connection import Database, Session
from lrs.store.decimals import to_decimal128
from lrs.store.faults import reaches_mongodb
from lrs.store.queries import Page, Query, Stored, mongo_filter
from lrs.store.transactions import in_transaction
from lrs.xapi import raw
from lrs.xapi.attachments import Content, attachments
from lrs.xapi.equality import same
from lrs.xapi.facts import Facts
from lrs.xapi.incoming import Incoming

Document = dict[str, Any]


class Statements:
    """The statements of one tenant."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep statements in the collection `statements` of `db`, at the times that `clock` gives out."""
        self._db = db
        self._collection = db["statements"]
        self._clock = clock

    @reaches_mongodb
    async def commit(
        self, batch: Sequence[Incoming], authority: str, *, upload: Upload | None = None
    ) -> int:
        """Store a batch, all of it or nothing, and return how many statements were new.

        On return they are in the journal of a majority, with the contents of their attachments in `upload`. A statement that is there already in the same form
        is accepted and changes nothing. Raises Conflict if another statement has the id of one of them, and
        Unavailable if it is not certain that the batch is durable.
        """
        received = upload.received if upload else ()
        with self._clock.take(len(batch)) as taken:

            async def store(session: Session) -> list[Document]:
                fresh = await self._refuse_or_skip_known(batch, session)
                documents = [
                    document(s, at, authority, received) for s, at in zip(fresh, taken.keys, strict=False)
                ]
                if documents:
                    await self._collection.insert_many(documents, session=session)
                if upload:
                    await upload.keep(_hashes(documents), session)
                return documents

            documents = await in_transaction(self._db.client, store, seconds=taken.seconds)
        await self.settle_voiding({document["_id"]: document.get("voids") for document in documents})
        return len(documents)

    @reaches_mongodb
    async def settle_voiding(self, stored: Mapping[uuid.UUID, uuid.UUID | None]) -> None:
        """Mark what these statements void, and those of them that were voided before they arrived.

        `stored` gives for each statement the one that it voids, or None. Doing it again changes nothing. A
        voiding statement cannot itself be voided (xAPI 1.0.3 Data 2.3.2).
        """
        voided = [target for target in stored.values() if target]
        ids = [statement for statement, target in stored.items() if target is None]
        early = self._collection.find({"voids": {"$in": ids}}, {"voids": 1})
        voided += [document["voids"] async for document in early]
        if voided:
            await self._collection.update_many(
                {"_id": {"$in": voided}, "voids": {"$exists": False}}, {"$set": {"voided": True}}
            )

    @reaches_mongodb
    async def voiding(self) -> dict[uuid.UUID, uuid.UUID]:
        """Return the id of every voiding statement with the id of what it voids."""
        cursor = self._collection.find({"voids": {"$exists": True}}, {"voids": 1})
        return {document["_id"]: document["voids"] async for document in cursor}

    @reaches_mongodb
    async def get(
        self, statement_id: uuid.UUID, *, voided: bool, authority: str | None = None
    ) -> Stored | None:
        """Return the statement of this id if it is voided, or is not, as asked; None where there is none."""
        wanted: Document = {"_id": statement_id, "voided": voided}
        if authority:
            wanted["authority"] = authority
        found = await self._collection.find_one(wanted, {"json": 1, "attachments": 1})
        return _stored(found) if found else None

    @reaches_mongodb
    async def query(self, query: Query, limit: int, behind: int | None = None) -> Page:
        """Return up to `limit` statements, in the order they were stored or the reverse."""
        order = 1 if query.ascending else -1
        cursor = self._collection.find(mongo_filter(query, behind), {"json": 1, "attachments": 1, "at": 1})
        found = await cursor.sort("at", order).limit(limit + 1).to_list(limit + 1)
        page = found[:limit]
        more = int(page[-1]["at"]) if len(found) > limit else None
        return Page([_stored(document) for document in page], more)

    @reaches_mongodb
    async def count(self) -> int:
        """Return how many statements are stored, the voided ones included."""
        return await self._collection.count_documents({})

    async def _refuse_or_skip_known(self, batch: Sequence[Incoming], session: Session) -> list[Incoming]:
        ids = [statement.id for statement in batch]
        cursor = self._collection.find({"_id": {"$in": ids}}, {"json": 1}, session=session)
        known = {document["_id"]: bytes(document["json"]) async for document in cursor}
        for index, statement in enumerate(batch):
            stored = known.get(statement.id)
            if stored is not None and not same(raw.decode(stored), statement.value):
                raise Conflict(
                    "another statement is stored under this id",
                    rule="statement.immutable",
                    pointer="/id",
                    index=index,
                    statement_id=str(statement.id),
                )
        return [statement for statement in batch if statement.id not in known]


def document(statement: Incoming, at: int, authority: str, received: Collection[str] = ()) -> Document:
    """Return a statement as MongoDB keeps it, under the key `at` that the clock gave out.

    `received` are the hashes of what came with it.
    """
    stored = moment(at >> WRITER_BITS)
    facts = statement.facts(stored)
    return {
        "_id": statement.id,
        "at": Int64(at),
        "authority": authority,
        "voided": False,
        **_facts(facts),
        **_contents(statement, received),
        "json": Binary(statement.json(stored)),
    }


def _contents(statement: Incoming, received: Collection[str]) -> Document:
    """Return which contents are kept for a statement; left out where there are none."""
    declared = {each.content.sha2: each.content for each in attachments(statement.value)}
    kept = [
        {"sha2": content.sha2, "type": content.media_type}
        for content in declared.values()
        if content.sha2 in received
    ]
    return {"attachments": kept} if kept else {}


def _hashes(documents: Iterable[Document]) -> set[str]:
    return {each["sha2"] for document in documents for each in document.get("attachments", ())}


def _stored(document: Document) -> Stored:
    contents = (Content(each["sha2"], each["type"]) for each in document.get("attachments", ()))
    return Stored(bytes(document["json"]), tuple(contents))


def _facts(facts: Facts) -> Document:
    """Return the facts as MongoDB keeps them; those without a value are left out."""
    document = {
        "actor": facts.actor,
        "agents": list(facts.agents),
        "verb": facts.verb,
        "activity": facts.activity,
        "registration": uuid.UUID(facts.registration) if facts.registration else None,
        "voids": uuid.UUID(facts.voids) if facts.voids else None,
        "timestamp": facts.timestamp,
        "success": facts.success,
        "completion": facts.completion,
        "score": to_decimal128(facts.score_scaled),
        "seconds": to_decimal128(facts.seconds),
    }
    return {name: value for name, value in document.items() if value is not None}
