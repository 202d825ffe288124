"""lrs report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from lrs.cli.command import with_plugins
from lrs.cli.output import show_table, whole_file
from lrs.plugins import Plugins, ReportWriter
from lrs.reports.report import Report
from lrs.store.store import Store

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("body")
@click.option("--from", "first", required=True, type=DAY, help="First day, in UTC.")
@click.option("--to", "last", required=True, type=DAY, help="Last day, inclusive.")
@click.option("--format", "form", required=True, help="Such as xml or csv.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@with_plugins
async def report(
    plugins: Plugins, store: Store, body: str, first: datetime, last: datetime, form: str, out: Path
) -> None:
    """Write the report for accreditation BODY on the credit earned in a period."""
    writer = plugins.writer(body, form)
    compiled = await store.reports.compile(writer, first.date(), last.date())
    write_report(writer, compiled, out)
    show_not_reportable(compiled)


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
