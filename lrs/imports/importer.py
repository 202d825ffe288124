"""Statements from a file into the store, row by row: what is refused is named and does not stop the rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from lrs.errors import Conflict, Unavailable
from lrs.imports.ahead import ahead
from lrs.imports.batches import Batch, Rejection, batches
from lrs.imports.contents import ContentsFolder
from lrs.imports.in_flight import InFlight
from lrs.imports.intake import Intake
from lrs.imports.reader import Row
from lrs.store.attachments import Attachments
from lrs.xapi.incoming import Incoming

S = TypeVar("S", bound=Incoming)

AT_ONCE: Final = 4
"""Batches that are being stored at the same time."""
AHEAD: Final = 4
"""Batches that are read and checked before there is room to store them."""
PATIENCE: Final = 90.0
"""Seconds after which a batch that cannot be stored is given up."""


@dataclass(slots=True)
class Summary:
    """What became of the rows: stored anew, there already in the same form, or refused."""

    stored: int = 0
    known: int = 0
    refused: int = 0


class Importer(Generic[S]):
    """Imports the statements of one file, with those contents of their attachments that are in a folder."""

    def __init__(
        self,
        intake: Intake[S],
        attachments: Attachments,
        contents: ContentsFolder | None,
        reject: Callable[[Rejection], None],
    ) -> None:
        """Store by way of `intake`, and `contents` into `attachments`; hand what is refused to `reject`."""
        self._intake = intake
        self._attachments = attachments
        self._contents = contents
        self._reject = reject
        self._summary = Summary()

    async def run(self, rows: Iterable[Row]) -> Summary:
        """Import `rows`. Raises Unavailable when the store stays unreachable; running again is then safe.

        Where the file breaks off, what came before is imported; raises UnreadableFile then.
        """
        async with InFlight(AT_ONCE) as in_flight, aclosing(ahead(batches(rows, self._read), AHEAD)) as ready:
            async for batch in ready:
                for rejection in batch.refused:
                    self._refuse(rejection)
                await in_flight.add(self._commit(batch), batch.statements.keys())
        return self._summary

    def _read(self, row: Row) -> S:
        statement = self._intake.read(row)
        if self._contents:
            self._contents.of(statement)
        return statement

    async def _commit(self, batch: Batch[S]) -> None:
        """Store a batch; each conflict in it is taken out, and the rest tried again.

        What another import had begun to store that was killed, MongoDB holds back for a minute.
        """
        rows = list(batch.statements.values())
        until = time.monotonic() + PATIENCE
        while rows:
            try:
                stored = await self._store([statement for _, statement in rows])
            except Conflict as error:
                row, _statement = rows.pop(error.index or 0)
                error.index = None
                self._refuse(Rejection(row, error))
            except Unavailable as error:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(error.retry_after or 0)
            else:
                self._summary.stored += stored
                self._summary.known += len(rows) - stored
                return

    async def _store(self, statements: list[S]) -> int:
        contents = self._contents
        hashes = {sha2 for each in statements for sha2 in contents.of(each)} if contents else set()
        if not contents or not hashes:
            return await self._intake.commit(statements, None)
        async with self._attachments.receiving(hashes) as upload:
            for sha2 in hashes:
                await upload.write(sha2, contents.read(sha2))
            return await self._intake.commit(statements, upload)

    def _refuse(self, rejection: Rejection) -> None:
        self._summary.refused += 1
        self._reject(rejection)
