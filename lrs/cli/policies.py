"""lrs policies."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

import click

from lrs.cli.command import with_plugins, with_settings, with_store
from lrs.cli.output import show_table
from lrs.credits import policy
from lrs.credits.comparison import differences
from lrs.credits.document import read
from lrs.credits.retirement import retirement
from lrs.credits.versions import Versions
from lrs.errors import PolicyRefused
from lrs.plugins import Plugins, load
from lrs.rollup.recompute import Due, Recomputation
from lrs.settings import Settings
from lrs.store.store import Store

DAY = click.DateTime(["%Y-%m-%d"])
DRY_RUN = click.option("--dry-run", is_flag=True, help="Write nothing; list the entries that would follow.")


@click.group("policies")
def policies_group() -> None:
    """Credit policies: what earns how much credit of which body."""


@policies_group.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@with_settings
async def check(settings: Settings, files: tuple[BinaryIO, ...]) -> None:
    """Check policy FILES without putting them into force."""
    plugins = load(configurations=settings.plugins_path)
    for file in files:
        found, _text = _read(file, plugins)
        click.echo(f"{file.name}: {found.id} version {found.version} is in order.")


@policies_group.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@DRY_RUN
@with_plugins
async def activate(plugins: Plugins, store: Store, files: tuple[BinaryIO, ...], dry_run: bool) -> None:
    """Put the policies in FILES into force; awards follow by themselves where a service runs."""
    for found, text in [_read(file, plugins) for file in files]:
        await _activate(store, found, text, dry_run)


@policies_group.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--from", "first", required=True, type=DAY, help="First day on which nothing is earned.")
@DRY_RUN
@with_store
async def retire(store: Store, policy_id: str, first: datetime, dry_run: bool) -> None:
    """Put a version of POLICY into force by which nothing is earned from a day on."""
    text = retirement(await store.policies.text(policy_id), first.date())
    await _activate(store, policy.parse(text), text, dry_run)


@policies_group.command("list")
@with_store
async def list_policies(store: Store) -> None:
    """List the policies in force, by the latest version of each."""
    rows = [
        (
            found.id,
            str(found.version),
            str(found.effective or ""),
            credit.body,
            credit.type,
            str(credit.maximum),
            found.activity.ids.name,
        )
        for found in await store.policies.in_force()
        for credit in found.credits
    ]
    show_table(("policy", "version", "effective", "body", "credit", "maximum", "activity"), rows)


@policies_group.command()
@click.argument("policy_id", metavar="POLICY")
@click.option("--version", type=int, help="This version instead of the latest.")
@with_store
async def show(store: Store, policy_id: str, version: int | None) -> None:
    """Print the text of POLICY as it was put into force."""
    click.echo(await store.policies.text(policy_id, version), nl=False)


@policies_group.command()
@click.argument("file", type=click.File("rb"))
@click.option("--version", type=int, help="Compare with this version instead of the latest.")
@with_plugins
async def diff(plugins: Plugins, store: Store, file: BinaryIO, version: int | None) -> None:
    """Show what FILE says otherwise than the policy of the same name that is in force."""
    found, text = _read(file, plugins)
    before = read(await store.policies.text(found.id, version))
    rows = [(each.pointer, _said(each.before), _said(each.after)) for each in differences(before, read(text))]
    if rows:
        show_table(("where", "in force", file.name), rows)
    else:
        click.echo("They say the same.")


async def _activate(store: Store, found: policy.Policy, text: bytes, dry_run: bool) -> None:
    if dry_run:
        await _show_due(store, await store.policies.proposed(found))
        return
    fresh = await store.policies.activate(found, text)
    click.echo(f"{found.id} version {found.version} is {'now' if fresh else 'already'} in force.")


async def _show_due(store: Store, versions: Versions) -> None:
    rows = [_row(due) async for due in Recomputation(store).due(versions)]
    changes = f"{len(rows)} ledger {'entry' if len(rows) == 1 else 'entries'}"
    click.echo(f"{versions.id} version {versions.latest.version} would have {changes} written.")
    if rows:
        show_table(
            ("learner", "credit", "part", "occasion", "change", "amount", "instead of", "reason"), rows
        )


def _row(due: Due) -> tuple[str, ...]:
    entry = due.entry
    before = str(due.current.amount) if due.current else ""
    slot = (entry.learner, entry.credit_type, entry.part, entry.occasion)
    return (*slot, entry.kind, str(entry.amount), before, entry.reason)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _read(file: BinaryIO, plugins: Plugins) -> tuple[policy.Policy, bytes]:
    text = file.read()
    try:
        found = policy.parse(text)
        plugins.check(found)
    except PolicyRefused as error:
        place = f" at {error.pointer}" if error.pointer else ""
        raise click.ClickException(f"{file.name}{place}: {error}") from error
    return found, text
