"""lrs export."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
from rich.progress import MofNCompleteColumn

from lrs.api.parameters import read_agent, read_iri, read_timestamp
from lrs.cli.command import with_store
from lrs.cli.output import progress_bar
from lrs.errors import InvalidRequest
from lrs.exports.contents import ContentsFolder
from lrs.exports.draft import Progress, drafting
from lrs.exports.exporter import Exporter
from lrs.exports.formats import format_of
from lrs.store.queries import Query
from lrs.store.store import Store

T = TypeVar("T")


def _value(
    parse: Callable[[str], T], expected: str
) -> Callable[[click.Context, click.Parameter, Any], T | None]:
    """Return a click callback that reads an option as the HTTP API reads the parameter of this name."""

    def read(_context: click.Context, _parameter: click.Parameter, value: str | None) -> T | None:
        try:
            return None if value is None else parse(value)
        except (ValueError, msgspec.DecodeError):
            raise click.BadParameter(f"it has to be {expected}.") from None
        except InvalidRequest as error:
            raise click.BadParameter(f"{error}.") from None

    return read


_TIME = _value(read_timestamp, "a time such as 2026-03-01T00:00:00Z")
_IRI = _value(read_iri, "an IRI")
_AGENT = _value(read_agent, "an agent with one identifier, as JSON")


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--since", callback=_TIME, help="Only what was stored after this time.")
@click.option("--until", callback=_TIME, help="Only what was stored until this time, inclusive.")
@click.option("--agent", callback=_AGENT, help="Only what has to do with this agent, as JSON.")
@click.option("--verb", callback=_IRI, help="Only statements with this verb.")
@click.option("--activity", callback=_IRI, help="Only statements about this activity.")
@click.option(
    "--attachments",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the contents of attachments.",
)
@with_store
async def export_file(
    store: Store,
    file: Path,
    since: datetime | None,
    until: datetime | None,
    agent: str | None,
    verb: str | None,
    activity: str | None,
    attachments: Path | None,
) -> None:
    """Export statements to FILE, whose name ends with .ndjson, .ndjson.gz, .ndjson.zst or .parquet.

    They come in the order in which they were stored, the voided ones too. An export that was cut short goes
    on when it is started again.
    """
    query = Query(since=since, until=until, agent=agent, verb=verb, activity=activity)
    form = format_of(file)
    exporter = Exporter(store, query, ContentsFolder(attachments) if attachments else None)
    with drafting(file, in_parts=form.in_parts) as draft, progress_bar(MofNCompleteColumn()) as bar:
        task = bar.add_task(file.name)
        exported = await exporter.run(
            form, draft, lambda done, total: bar.update(task, completed=done, total=total)
        )
    click.echo(f"{exported.statements} exported to {file}.")
    _mention_attachments(exported, attachments)


def _mention_attachments(exported: Progress, folder: Path | None) -> None:
    if exported.attachments:
        where = f"in {folder}" if folder else "left out: give --attachments for them"
        click.echo(f"Attachments whose contents are kept: {exported.attachments}, {where}.")
