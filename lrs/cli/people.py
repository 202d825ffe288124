"""lrs people."""

from __future__ import annotations

from typing import BinaryIO

import click

from lrs.cli.command import with_store
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
