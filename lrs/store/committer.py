"""Statements on their way into the store: all of a request or nothing, and acknowledged once durable."""

from __future__ import annotations

from collections.abc import Sequence

from lrs.errors import Conflict
from lrs.store.attachments import Upload
from lrs.store.clock import Clock
from lrs.store.connection import Database, Session
from lrs.store.definitions import Definitions
from lrs.store.faults import reaches_mongodb
from lrs.store.references import References
from lrs.store.statement_document import Document, document, hashes
from lrs.store.transactions import in_transaction
from lrs.xapi import raw
from lrs.xapi.equality import same
from lrs.xapi.incoming import Incoming


class Committer:
    """Commits the statements of one tenant."""

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
                    await upload.keep(hashes(documents), session)
                return documents

            documents = await in_transaction(self._db.client, store, seconds=taken.seconds)
        # Of those known already too: what was due may not have been done when they were stored.
        await self._references.settle({each.id: each.refers_to for each in batch})
        if defines:
            await self._definitions.learn(zip(batch, taken.keys, strict=True))
        return len(documents)

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
