"""Statements from the store into a file, in the order in which they were stored and without a gap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final

import msgspec

from lrs.exports.contents import ContentsFolder
from lrs.exports.draft import Draft, Progress
from lrs.exports.formats import Format
from lrs.store.queries import Query
from lrs.store.statement_stream import Held
from lrs.store.store import Store

PIECE: Final = 10_000
"""Statements that are written together at the most."""
PIECE_BYTES: Final = 4 * 1024 * 1024
"""Bytes of statements from which no more are written together."""

Advance = Callable[[int, int], None]
"""Told how many statements are written, and how many there are."""


class Exporter:
    """Exports what a query wants, voided or not; an export that was cut short goes on where it stopped."""

    def __init__(self, store: Store, query: Query, contents: ContentsFolder | None) -> None:
        """Read from `store`; write what came with the statements into `contents`, if that is given."""
        self._store = store
        self._query = query
        self._contents = contents

    async def run(self, form: Format, draft: Draft, advance: Advance) -> Progress:
        """Write what is stored when the export begins, give it its name, and return what it comprises.

        Raises CannotExport, and Unavailable when the store cannot be reached: running again then goes on.
        """
        progress = await self._begun(draft)
        wanted = (self._query, progress.through, progress.behind)
        total = progress.statements + await self._store.stream.count(*wanted)
        advance(progress.statements, total)
        draft.begin(progress)
        if self._contents:
            self._contents.make()
        async for piece in _pieces(self._store.stream.stream(*wanted)):
            await self._keep_contents(piece)
            progress = await asyncio.to_thread(_written, draft, form, piece, progress)
            advance(progress.statements, total)
        if not progress.pieces:
            progress = _written(draft, form, (), progress)
        draft.finish()
        return progress

    async def _begun(self, draft: Draft) -> Progress:
        """Return how far the export has come: it may be the first time."""
        order = self._order()
        progress = draft.progress(order)
        if progress is None:
            return Progress(order, through=await self._store.stream.settled())
        if progress.behind is not None and not await self._store.stream.holds(progress.behind):
            raise draft.foreign()
        return progress

    def _order(self) -> dict[str, Any]:
        folder = str(self._contents.path) if self._contents else None
        return {"query": msgspec.to_builtins(self._query), "attachments": folder}

    async def _keep_contents(self, piece: Sequence[Held]) -> None:
        if self._contents:
            for sha2 in {sha2 for statement in piece for sha2 in statement.contents}:
                await self._contents.keep(sha2, self._store.attachments.read(sha2))


async def _pieces(statements: AsyncIterator[Held]) -> AsyncIterator[list[Held]]:
    """Yield statements in pieces, always the same: so is then the file, however often it was cut short."""
    piece: list[Held] = []
    size = 0
    async for statement in statements:
        piece.append(statement)
        size += len(statement.json)
        if len(piece) >= PIECE or size >= PIECE_BYTES:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _written(draft: Draft, form: Format, piece: Sequence[Held], progress: Progress) -> Progress:
    """Write one piece more and return how far the export has come with it."""
    encoded = form.encode(piece)
    progress = msgspec.structs.replace(
        progress,
        behind=piece[-1].at if piece else progress.behind,
        statements=progress.statements + len(piece),
        attachments=progress.attachments + sum(len(statement.contents) for statement in piece),
        pieces=progress.pieces + 1,
        size=progress.size + len(encoded),
    )
    draft.append(encoded, progress)
    return progress
