"""The rows of a file as statements, in batches that are stored together."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from lrs.errors import LrsError
from lrs.imports.reader import Row, UnreadableFile
from lrs.xapi.incoming import Incoming

S = TypeVar("S", bound=Incoming)

BATCH = 500
"""Statements that are stored together at the most."""
BATCH_BYTES = 8 * 1024 * 1024
"""Bytes of statements from which no more are put together: one transaction holds some 50 MB."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was refused, and why."""

    row: Row
    error: LrsError

    def as_json(self) -> dict[str, Any]:
        """Return one line of a rejects file; the statement is quoted as text, since it may not be JSON."""
        text = self.row.text.decode(errors="replace")
        return {"row": self.row.number, **self.error.as_json(), "statement": text}


@dataclass(slots=True)
class Batch(Generic[S]):
    """Rows that follow each other: statements with distinct ids, and those that are none."""

    statements: dict[uuid.UUID, tuple[Row, S]] = field(default_factory=dict)
    refused: list[Rejection] = field(default_factory=list)
    size: int = 0

    @property
    def full(self) -> bool:
        """Whether no more rows are to be added."""
        return len(self.statements) + len(self.refused) >= BATCH or self.size >= BATCH_BYTES


def batches(rows: Iterable[Row], read: Callable[[Row], S]) -> Iterator[Batch[S]]:
    """Yield the statements that `read` makes of `rows`, also those before the place where they break off."""
    batch = Batch[S]()
    try:
        for row in rows:
            try:
                statement = read(row)
            except LrsError as error:
                batch.refused.append(Rejection(row, error))
            else:
                if statement.id in batch.statements:
                    yield batch
                    batch = Batch()
                batch.statements[statement.id] = (row, statement)
            batch.size += len(row.text)
            if batch.full:
                yield batch
                batch = Batch()
    except UnreadableFile:
        yield batch
        raise
    yield batch
