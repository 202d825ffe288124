"""Statements into MongoDB, those of many requests in one write; each is acknowledged once it is durable.

While a group waits for the journal, what arrives gathers to the next, so the more comes at once, the less
each of it costs. A group is one transaction. It is written in the hope that all its ids are new; only where
one is not, it is looked at closely and written again without the requests whose ids are taken.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from lrs.errors import Conflict, LrsError, Unavailable
from lrs.store.attachments import Upload
from lrs.store.clock import Clock
from lrs.store.commit_queue import CommitQueue
from lrs.store.connection import Database, Session
from lrs.store.definitions import Definitions
from lrs.store.faults import reaches_mongodb
from lrs.store.references import References
from lrs.store.statement_document import Document, document, hashes
from lrs.store.submission import Submission
from lrs.store.transactions import in_transaction
from lrs.xapi.incoming import Incoming

CROWD: Final = 100
"""Statements waiting from which a second group sets out beside the first: smaller ones cost less together."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Outcome:
    """What a transaction made of a group: how many statements of each submission were new, or its refusal."""

    new: dict[Submission, int] = field(default_factory=dict)
    refused: dict[Submission, Conflict] = field(default_factory=dict)


class Committer:
    """Commits the statements of one tenant."""

    def __init__(self, db: Database, clock: Clock, references: References, definitions: Definitions) -> None:
        """Keep statements in the collection `statements` of `db`, at the times that `clock` gives out.

        What they refer to is settled by `references`, and what they describe is kept in `definitions`.
        Nothing is committed before `running`.
        """
        self._db = db
        self._collection = db["statements"]
        self._clock = clock
        self._references = references
        self._definitions = definitions
        self._queue = CommitQueue()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Commit what is submitted while the context lasts; what waits at its end is still committed."""
        workers = [asyncio.create_task(self._work(least), name="committer") for least in (0, CROWD)]
        try:
            yield
        finally:
            self._queue.close()
            await asyncio.gather(*workers)

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
        statement has the id of one of them, TooLarge, Overloaded if too much waits already, and Unavailable
        if it is not certain that all is durable: then the same batch may be sent again.
        """
        submission = Submission(batch, authority, upload, defines)
        self._queue.put(submission)
        try:
            return await asyncio.shield(submission.stored)
        except asyncio.CancelledError:
            if not self._queue.withdraw(submission):
                # Whoever is cancelled removes what it uploaded: not while that is being committed.
                await asyncio.wait([submission.stored])
            raise

    async def _work(self, least: int) -> None:
        while group := await self._queue.take(least):
            await self._answer(group)

    async def _answer(self, group: list[Submission]) -> None:
        """Commit a group, and tell each submission in it what became of it."""
        try:
            outcome = await self._commit(group)
        except Unavailable as error:
            for each in group:
                each.refuse(Unavailable(str(error), retry_after=error.retry_after))
        except LrsError as error:
            await self._answer_apart(group, error)
        except Exception:
            log.exception("a group of %d requests could not be committed", len(group))
            await self._answer_apart(group, LrsError())
        else:
            for submission, new in outcome.new.items():
                submission.accept(new)
            for submission, conflict in outcome.refused.items():
                submission.refuse(conflict)

    async def _answer_apart(self, group: list[Submission], error: LrsError) -> None:
        """Commit each alone, since only those at fault are to be refused."""
        if len(group) == 1:
            group[0].refuse(error)
            return
        for each in group:
            await self._answer([each])

    @reaches_mongodb
    async def _commit(self, group: Sequence[Submission]) -> _Outcome:
        statements = [statement for each in group for statement in each.batch]
        with self._clock.take(len(statements)) as taken:
            keys = {s.id: at for s, at in zip(statements, taken.keys, strict=True)}
            outcome = await self._write(group, keys, taken.seconds)
        accepted = [s for each in outcome.new for s in each.batch]
        # Of those known already too: what was due may not have been done when they were stored.
        await self._references.settle({s.id: s.refers_to for s in accepted})
        defining = (s for each in outcome.new if each.defines for s in each.batch)
        await self._definitions.learn((s, keys[s.id]) for s in defining)
        return outcome

    async def _write(self, group: Sequence[Submission], keys: Mapping[UUID, int], seconds: float) -> _Outcome:
        first = True

        async def attempt(session: Session) -> _Outcome:
            nonlocal first
            known = {} if first else await self._known(keys, session)
            first = False
            return await self._insert(group, known, keys, session)

        return await in_transaction(self._db.client, attempt, seconds=seconds)

    async def _insert(
        self,
        group: Sequence[Submission],
        known: Mapping[UUID, bytes],
        keys: Mapping[UUID, int],
        session: Session,
    ) -> _Outcome:
        """Insert those submissions of a group that do not contradict what is known."""
        outcome = _Outcome()
        documents: list[Document] = []
        for each in group:
            if conflict := each.unlike(known):
                outcome.refused[each] = conflict
                continue
            received = each.upload.received if each.upload else ()
            new = [document(s, keys[s.id], each.authority, received) for s in each.without(known)]
            outcome.new[each] = len(new)
            documents += new
        if documents:
            await self._collection.insert_many(documents, session=session)
        for each in outcome.new:
            if each.upload:
                await each.upload.keep(hashes(documents), session)
        return outcome

    async def _known(self, ids: Iterable[UUID], session: Session) -> dict[UUID, bytes]:
        cursor = self._collection.find({"_id": {"$in": list(ids)}}, {"json": 1}, session=session)
        return {found["_id"]: bytes(found["json"]) async for found in cursor}
