"""lrs policies."""

from __future__ import annotations

from typing import BinaryIO

import click

from lrs import plugins
from lrs.cli.command import with_store
from lrs.cli.output import show_table
from lrs.credits import policy
from lrs.errors import PolicyRefused
from lrs.store.store import Store


@click.group("policies")
def policies_group() -> None:
    """Credit policies: what earns how much credit of which body."""


@policies_group.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
def check(files: tuple[BinaryIO, ...]) -> None:
    """Check policy FILES without putting them into force."""
    for file in files:
        found, _text = _read(file)
        click.echo(f"{file.name}: {found.id} version {found.version} is in order.")


@policies_group.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@with_store
async def activate(store: Store, files: tuple[BinaryIO, ...]) -> None:
    """Put the policies in FILES into force; awards follow by themselves where a service runs."""
    for found, text in [_read(file) for file in files]:
        fresh = await store.policies.activate(found, text)
        click.echo(f"{found.id} version {found.version} is {'now' if fresh else 'already'} in force.")


@policies_group.command("list")
@with_store
async def list_policies(store: Store) -> None:
    """List the policies in force."""
    rows = [
        (
            found.id,
            str(found.version),
            found.body,
            found.credit.type,
            str(found.credit.maximum),
            found.activity.id,
        )
        for found in await store.policies.in_force()
    ]
    show_table(("policy", "version", "body", "credit", "maximum", "activity"), rows)


def _read(file: BinaryIO) -> tuple[policy.Policy, bytes]:
    text = file.read()
    try:
        found = policy.parse(text)
        plugins.load().check(found)
    except PolicyRefused as error:
        place = f" at {error.pointer}" if error.pointer else ""
        raise click.ClickException(f"{file.name}{place}: {error}") from error
    return found, text
