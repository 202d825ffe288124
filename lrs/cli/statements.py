"""lrs statements."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from lrs.cli.command import with_store
from lrs.cli.held import show_held
from lrs.cli.reports import DAY
from lrs.store.store import Store


@click.group("statements")
def statements_group() -> None:
    """Statements that are kept."""


@statements_group.command()
@click.option("--before", required=True, type=DAY, help="Remove what was stored before this day, in UTC.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_store
async def expire(store: Store, before: datetime, dry_run: bool) -> None:
    """Remove old statements, but for those that credit still needs; it cannot be undone."""
    bound = before.replace(tzinfo=UTC)
    expired = await (store.expiry.foresee(bound) if dry_run else store.expiry.carry_out(bound))
    click.echo(f"Statements: {expired.removed} removed, {expired.kept} kept for credit.")
    if not dry_run:
        click.echo(f"Contents of attachments: {expired.contents} removed.")
    if expired.closed:
        click.echo(f"Awards past their term, which stay without evidence: {expired.closed}.")
    show_held(expired.held)
    if dry_run:
        click.echo("Nothing was done.")
