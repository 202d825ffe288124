"""lrs reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from lrs.cli.command import with_plugins, with_store
from lrs.cli.output import show_json, show_table, whole_file
from lrs.errors import ReceiptRefused
from lrs.plugins import Plugins, ReadsReceipts, ReportWriter
from lrs.reports.manifest import Manifest
from lrs.reports.receipt import Receipt, read_receipt
from lrs.reports.report import Report
from lrs.store.report_records import Line
from lrs.store.store import Store

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(path_type=Path, dir_okay=False)

first_day = click.option("--from", "first", required=True, type=DAY, help="First day, in UTC.")
last_day = click.option("--to", "last", required=True, type=DAY, help="Last day, inclusive.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("reports")
def reports_group() -> None:
    """Reports to accreditation bodies, each of which goes on from the last one."""


@reports_group.command()
@click.argument("body")
@first_day
@last_day
@click.option("--format", "form", required=True, help="Such as xml or csv.")
@click.option("--out", required=True, type=FILE, help="File to write.")
@with_plugins
async def preview(
    plugins: Plugins, store: Store, body: str, first: datetime, last: datetime, form: str, out: Path
) -> None:
    """Write all credit of a period as BODY would take it; nothing counts as reported by that."""
    writer = plugins.writer(body, form)
    compiled = await store.reports.compile(writer, first.date(), last.date())
    write_report(writer, compiled, out)
    show_not_reportable(compiled)


@reports_group.command()
@click.argument("body")
@first_day
@last_day
@click.option("--format", "form", help="Such as xml or csv; needed where BODY takes several.")
@with_plugins
async def make(
    plugins: Plugins, store: Store, body: str, first: datetime, last: datetime, form: str | None
) -> None:
    """Make the next report to accreditation BODY: what it has not been told yet, and what has changed."""
    made = await store.reporting.make(plugins.writer(body, form), first.date(), last.date())
    click.echo(f"{made.name} is made: {_counts(made)}.")
    _show_lines([line async for line in store.reporting.lines(made) if line.via != "file" or line.reason])


@reports_group.command("list")
@as_json
@with_store
async def list_reports(store: Store, as_json: bool) -> None:
    """List the reports that were made, the last one first."""
    manifests = await store.report_files.list()
    if as_json:
        show_json([msgspec.to_builtins(each) for each in manifests])
        return
    rows = [
        (each.name, str(each.first), str(each.last), str(each.created.date()), _counts(each))
        for each in manifests
    ]
    show_table(("report", "from", "to", "made", "records"), rows)


@reports_group.command()
@click.argument("report")
@as_json
@with_store
async def show(store: Store, report: str, as_json: bool) -> None:
    """Show REPORT, such as ama-pra/xml-1: its manifest, and the state of each record."""
    manifest = await store.report_files.get(report)
    lines = [line async for line in store.reporting.lines(manifest)]
    if as_json:
        show_json(msgspec.to_builtins(manifest) | {"lines": msgspec.to_builtins(lines)})
        return
    click.echo(f"{manifest.name}, {manifest.first} to {manifest.last}: {_counts(manifest)}.")
    click.echo(f"{manifest.file}, {manifest.size} bytes, SHA-256 {manifest.sha256}")
    click.echo(f"Made {manifest.created.isoformat()} by version {manifest.software}.")
    _show_lines(lines)


@reports_group.command()
@click.argument("report")
@click.option("--out", required=True, type=FILE, help="File to write.")
@with_store
async def get(store: Store, report: str, out: Path) -> None:
    """Write the file of REPORT, such as ama-pra/xml-1, as it was made."""
    manifest = await store.report_files.get(report)
    with whole_file(out) as file:
        async for piece in store.report_files.read(report):
            file.write(piece)
    click.echo(f"{manifest.size} bytes written to {out}.")


@reports_group.command()
@click.argument("file", type=click.File("rb"))
@click.option("--report", help="The report that it answers, such as ama-pra/xml-1, where it does not say so.")
@with_plugins
async def receipt(plugins: Plugins, store: Store, file: BinaryIO, report: str | None) -> None:
    """Read FILE, in which a body says what it has taken of a report and what not."""
    answer = await _answer(plugins, store, file.read(), report)
    await store.reporting.receive(answer.report, answer.records)
    rejected = sum(1 for each in answer.records if each.outcome == "rejected")
    click.echo(f"{answer.report}: {len(answer.records) - rejected} accepted, {rejected} rejected.")


async def _answer(plugins: Plugins, store: Store, data: bytes, report: str | None) -> Receipt:
    """Return what a receipt says, as the body's own plugin reads it where there is one that does."""
    if report:
        manifest = await store.report_files.get(report)
        writer = plugins.writer(manifest.body, manifest.format)
        if isinstance(writer, ReadsReceipts):
            return Receipt(tuple(writer.read_receipt(data)), report)
    said = read_receipt(data)
    if report and said.report not in {"", report}:
        raise ReceiptRefused(f"This answers {said.report}, not {report}.")
    if not (named := said.report or report):
        raise ReceiptRefused("This does not say which report it answers: name it with --report.")
    return Receipt(said.records, named)


def write_report(writer: ReportWriter, compiled: Report, out: Path) -> None:
    """Write a report to `out`, whole or not at all."""
    with whole_file(out) as file:
        file.writelines(writer.write(compiled))
    count = len(compiled.ready)
    click.echo(f"{count} {'award' if count == 1 else 'awards'} reported in {out}")


def show_not_reportable(compiled: Report) -> None:
    """Print which awards the body would not take, and why."""
    rows = [
        (record.entry.learner, record.entry.policy_id, record.reason) for record in compiled.not_reportable
    ]
    if rows:
        show_table(("learner", "policy", "reason"), rows, f"Not reportable: {len(rows)}")


def _counts(manifest: Manifest) -> str:
    """Return how many records of which kind there are, in words."""
    counts = msgspec.to_builtins(manifest.records)
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)


def _show_lines(lines: Iterable[Line]) -> None:
    rows = [(each.learner, each.action, each.via, each.state, each.reason) for each in lines]
    if rows:
        show_table(("learner", "action", "via", "state", "reason"), rows)
