"""Statements: their exact bytes beside the facts that filters and roll-ups read."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from bson import Binary, Int64

from lrs.errors import Conflict
from lrs.store.attachments import Upload
from lrs.store.clock import WRITER_BITS, Clock, moment
from lrs.store.connection import Database, Session
from lrs.store.decimals import to_decimal128
from lrs.store.definitions import Definitions
from lrs.store.faults import reaches_mongodb
from lrs.store.queries import Page, Query, Stored, mongo_filter
from lrs.store.references import References
from lrs.store.transactions import in_transaction
from lrs.xapi import raw
from lrs.xapi.attachments import Content, attachments
from lrs.xapi.equality import same
from lrs.xapi.facts import Facts
from lrs.xapi.incoming import Incoming

Document = dict[str, Any]


class Statements:
    """The statements of one tenant."""

    def __init__(self, db: Database, clock: Clock, references: References, definitions: Definitions) -> None:
        """Keep statements in the collection `statements` of `db`, at the times that `clock` gives out.

        What they refer to is settled by `references`, and what they describe is kept in `definitions`.
        """
        self._db = db
        self._collection = db["statements"]
        self._clock = clock
        self._references = references
        self._definitions = definitions

    @reaches_mongodb
    async def commit(
        self,
        batch: Sequence[Incoming],
        authority: str,
        *,
        upload: Upload | None = None,
        defines: bool = False,
    ) -> int:
        """Store a batch, all of it or nothing, and return how many statements were new.

        On return they are in the journal of a majority, with the contents of their attachments in `upload`,
        what they void is voided, and where they `define` Activities and Verbs, that is known. A statement
        that is there already in the same form is accepted and changes nothing. Raises Conflict if another
        statement has the id of one of them, and Unavailable if it is not certain that all is durable: then
        the same batch may be sent again.
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
        # Of those known already too: what was due may not have been done when they were stored.
        await self._references.settle({each.id: each.refers_to for each in batch})
        if defines:
            await self._definitions.learn(zip(batch, taken.keys, strict=True))
        return len(documents)

    @reaches_mongodb
    async def get(
        self, statement_id: uuid.UUID, *, voided: bool, authority: str | None = None
    ) -> Stored | None:
        """Return the statement of this id if it is voided, or is not, as asked; None where there is none."""
        wanted: Document = {"_id": statement_id, "voided": voided}
        if authority:
            wanted["authority"] = authority
        found = await self._collection.find_one(wanted, {"json": 1, "attachments": 1, "at": 1})
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
    return Stored(bytes(document["json"]), moment(document["at"] >> WRITER_BITS), tuple(contents))


def _facts(facts: Facts) -> Document:
    """Return the facts as MongoDB keeps them; those without a value are left out.

    Credit reads the statement's own verb, activity and registration; filters read arrays, to which those of
    the statements that it refers to are added.
    """
    registration = uuid.UUID(facts.registration) if facts.registration else None
    document = {
        "actor": facts.actor,
        "verb": facts.verb,
        "activity": facts.activity,
        "registration": registration,
        "refers_to": uuid.UUID(facts.refers_to) if facts.refers_to else None,
        "timestamp": facts.timestamp,
        "success": facts.success,
        "completion": facts.completion,
        "score": to_decimal128(facts.score_scaled),
        "seconds": to_decimal128(facts.seconds),
        "agents": list(facts.agents),
        "verbs": [facts.verb],
        "activities": [facts.activity] if facts.activity else [],
        "registrations": [registration] if registration else [],
        "related_agents": list(facts.related_agents),
        "related_activities": list(facts.related_activities),
    }
    return {name: value for name, value in document.items() if value not in (None, [])}
