"""Exports and imports for tests: from one store into another."""

from __future__ import annotations

import io
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from lrs.exports.contents import ContentsFolder as ExportedContents
from lrs.exports.draft import Progress, drafting
from lrs.exports.exporter import Advance, Exporter
from lrs.exports.formats import format_of
from lrs.imports.batches import Rejection
from lrs.imports.contents import ContentsFolder
from lrs.imports.importer import Importer, Summary
from lrs.imports.intake import AsKept
from lrs.imports.reader import rows
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store.connection import Client
from lrs.store.queries import Query
from lrs.store.store import Store, open_store


@asynccontextmanager
async def another_store(client: Client, settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Open a store that holds nothing, and remove it in the end."""
    database = f"test_{secrets.token_hex(8)}"
    try:
        async with open_store(client, replace(settings, database=database), secret) as store:
            yield store
    finally:
        await client.drop_database(database)


def _in_silence(_done: int, _total: int) -> None:
    pass


async def export(
    store: Store,
    file: Path,
    query: Query | None = None,
    contents: Path | None = None,
    advance: Advance = _in_silence,
) -> Progress:
    """Export what a query wants, or everything."""
    exporter = Exporter(store, query or Query(), ExportedContents(contents) if contents else None)
    form = format_of(file)
    with drafting(file, in_parts=form.in_parts) as draft:
        return await exporter.run(form, draft, advance)


async def move_in(store: Store, file: bytes, contents: Path | None = None) -> tuple[Summary, list[Rejection]]:
    """Import a file as a store that moves, and return what became of it, and the rejects."""
    rejected: list[Rejection] = []
    await store.moving.begin()
    folder = ContentsFolder(contents) if contents else None
    importer = Importer(AsKept(store), store.attachments, folder, rejected.append)
    return await importer.run(rows(io.BytesIO(file))), rejected
