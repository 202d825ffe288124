"""Statements from a file into the store, row by row: what is refused is named and does not stop the rest."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from lrs.errors import Conflict, LrsError, StatementRefused
from lrs.imports.reader import Row, UnreadableFile
from lrs.store.store import Store
from lrs.xapi import raw
from lrs.xapi.agents import agent_key
from lrs.xapi.incoming import Incoming, read
from lrs.xapi.versions import V1_0_3, Version, negotiate

BATCH = 500
"""Statements that are stored together at the most."""
BATCH_BYTES = 8 * 1024 * 1024
"""Bytes of statements from which no more are put together: one transaction holds some 50 MB."""

Statement = tuple[Row, Incoming]


@dataclass(slots=True)
class Summary:
    """What became of the rows: stored anew, there already in the same form, or refused."""

    stored: int = 0
    known: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was refused, and why."""

    row: Row
    error: LrsError

    def as_json(self) -> dict[str, Any]:
        """Return one line of a rejects file; the statement is quoted as text, since it may not be JSON."""
        text = self.row.text.decode(errors="replace")
        return {"row": self.row.number, **self.error.as_json(), "statement": text}


class Importer:
    """Imports statements; their ids and timestamps stay, `stored` and `authority` are the import's own."""

    def __init__(self, store: Store, reject: Callable[[Rejection], None]) -> None:
        """Store into `store` and hand what is refused to `reject`."""
        self._store = store
        self._reject = reject
        account = {"homePage": store.home_page, "name": "lrs-import"}
        self._authority = {"objectType": "Agent", "name": "lrs import", "account": account}
        self._summary = Summary()

    async def run(self, rows: Iterable[Row]) -> Summary:
        """Import `rows`. Raises Unavailable when the store cannot be reached; running again is then safe.

        Where the file breaks off, what came before is imported; raises UnreadableFile then.
        """
        for batch in self._batches(rows):
            await self._commit(batch)
        return self._summary

    def _batches(self, rows: Iterable[Row]) -> Iterator[list[Statement]]:
        batch: dict[uuid.UUID, Statement] = {}
        size = 0
        try:
            for row, statement in self._readable(rows):
                if statement.id in batch or len(batch) >= BATCH or size >= BATCH_BYTES:
                    yield list(batch.values())
                    batch, size = {}, 0
                batch[statement.id] = (row, statement)
                size += len(row.text)
        except UnreadableFile:
            yield list(batch.values())
            raise
        yield list(batch.values())

    def _readable(self, rows: Iterable[Row]) -> Iterator[Statement]:
        authority = msgspec.json.encode(self._authority)
        for row in rows:
            try:
                yield row, read(row.text, _version(row.text), authority)
            except LrsError as error:
                self._refuse(row, error)

    async def _commit(self, batch: list[Statement]) -> None:
        """Store a batch; each conflict in it is taken out, and the rest tried again."""
        while batch:
            try:
                stored = await self._store.committer.commit(
                    [statement for _, statement in batch], self._authority_key(), defines=True
                )
            except Conflict as error:
                row, _statement = batch.pop(error.index or 0)
                error.index = None
                self._refuse(row, error)
            else:
                self._summary.stored += stored
                self._summary.known += len(batch) - stored
                return

    def _refuse(self, row: Row, error: LrsError) -> None:
        self._summary.refused += 1
        self._reject(Rejection(row, error))

    def _authority_key(self) -> str:
        key = agent_key(self._authority)
        if key is None:
            raise AssertionError("the importer is always identified by its account")
        return key


def _version(text: bytes) -> Version:
    """Return the version that a statement says it has; most say nothing and are of 1.0."""
    value = raw.decode(text)
    if not isinstance(value, dict):
        raise StatementRefused("a statement is a JSON object", rule="statement.object")
    sent = value.get("version")
    return negotiate(sent) if isinstance(sent, str) else V1_0_3
