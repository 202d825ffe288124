"""lrs demo."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from lrs import plugins
from lrs.cli.command import with_settings
from lrs.cli.credits import show_awards
from lrs.cli.reports import show_not_reportable, write_report
from lrs.cli.signals import told_to_stop
from lrs.demo.day import play
from lrs.logs import log_as_json
from lrs.secret import load_secret
from lrs.server import serving
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store

MONTH = (date(2026, 3, 1), date(2026, 3, 31))


@click.command()
@click.option("--serve", is_flag=True, help="Play the day in the data folder, once, and keep serving.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0, the default: any free one.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the reports [default: out; with --serve: reports in the data folder].",
)
@with_settings
async def demo(settings: Settings, serve: bool, host: str, port: int, out: Path | None) -> None:
    """Play a day of a hospital's CME office and show the credit and the reports that come of it.

    Without --serve that happens in a temporary folder, which is gone afterwards.
    """
    log_as_json("WARNING")
    with _settings_for(settings, serve) as chosen:
        async with serving(chosen, host, port) as url:
            async with open_deployment(chosen, load_secret(chosen.secret_path)) as store:
                fresh = await play(store, url)
                click.echo(f"The demo day {'is played' if fresh else 'was played before'}.")
                await _show(store, out or (chosen.data / "reports" if serve else Path("out")))
            if serve:
                click.echo(f"CME LRS serves xAPI at {url}/xapi/ until Ctrl-C. Data folder: {chosen.data}")
                await told_to_stop()


@contextmanager
def _settings_for(settings: Settings, serve: bool) -> Iterator[Settings]:
    if serve:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="cme-lrs-") as folder:
        yield replace(settings, data=Path(folder), secret_file=None, mongodb_uri=None)


async def _show(store: Store, out: Path) -> None:
    await show_awards(store, [entry async for entry in store.ledger.awards(AwardQuery())])
    out.mkdir(parents=True, exist_ok=True)
    found = plugins.load()
    xml, csv = found.writer("ama-pra", "xml"), found.writer("ama-pra", "csv")
    compiled = await store.reports.compile(xml, *MONTH)
    for writer in (xml, csv):
        write_report(writer, compiled, out / f"ama-pra-2026-03.{writer.format}")
    show_not_reportable(compiled)
