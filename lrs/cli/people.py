"""lrs people."""

from __future__ import annotations

from typing import BinaryIO

import click

from lrs.cli.command import with_store
from lrs.cli.held import show_held
from lrs.reports import people_csv
from lrs.store.store import Store


@click.group("people")
def people_group() -> None:
    """The registry of learners: legal names and identifiers."""


@people_group.command("import")
@click.argument("file", type=click.File("rb"))
@with_store
async def import_people(store: Store, file: BinaryIO) -> None:
    """Add or change the people in FILE, a CSV with a header row (- for standard input). All rows or none."""
    people = people_csv.parse(file.read())
    changed = await store.people.put(people)
    click.echo(f"{len(people)} people read, {changed} of them new or changed.")


@people_group.command()
@click.argument("person")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_store
async def erase(store: Store, person: str, dry_run: bool) -> None:
    """Replace PERSON, by the office's id, by a pseudonym wherever they are named; it cannot be undone.

    Awards stay, with the evidence that they rest on.
    """
    extent = await (store.erasure.foresee(person) if dry_run else store.erasure.carry_out(person))
    click.echo(f"Statements under a pseudonym: {extent.statements}.")
    click.echo(f"Documents removed: {extent.documents}. Goals removed: {extent.goals}.")
    if extent.named:
        click.echo(f"Ledger entries that name an identifier, and stay: {extent.named}.")
    show_held(extent.held)
    click.echo("Nothing was done." if dry_run else f"{person} is erased.")
