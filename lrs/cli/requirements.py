"""lrs requirements."""

from __future__ import annotations

from typing import BinaryIO

import click

from lrs.cli.command import with_store
from lrs.cli.output import show_table
from lrs.errors import NotFound, PolicyRefused
from lrs.requirements import worked
from lrs.requirements.cycle import Cycle
from lrs.requirements.requirement import Requirement, parse
from lrs.store.store import Store


@click.group("requirements")
def requirements_group() -> None:
    """Credit requirements: how much credit boards ask of learners in a cycle."""


@requirements_group.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
def check(files: tuple[BinaryIO, ...]) -> None:
    """Check requirement FILES without putting them into force."""
    for file in files:
        found, _text = _read(file)
        click.echo(f"{file.name}: {found.id} version {found.version} is in order.")


@requirements_group.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@with_store
async def activate(store: Store, files: tuple[BinaryIO, ...]) -> None:
    """Put the requirements in FILES into force."""
    for found, text in [_read(file) for file in files]:
        fresh = await store.requirements.activate(found, text)
        click.echo(f"{found.id} version {found.version} is {'now' if fresh else 'already'} in force.")


@requirements_group.command("list")
@with_store
async def list_requirements(store: Store) -> None:
    """List the requirements in force."""
    _show(await store.requirements.in_force())


@requirements_group.command("worked")
@click.argument("name", required=False)
def show_worked(name: str | None) -> None:
    """List the worked requirements that come with the service, or print the one called NAME."""
    if name is None:
        _show([parse(worked.text(each)) for each in worked.names()])
        return
    try:
        click.echo(worked.text(name), nl=False)
    except NotFound as error:
        raise click.ClickException(str(error)) from error


def _show(requirements: list[Requirement]) -> None:
    rows = [
        (
            found.id,
            str(found.version),
            found.board,
            _cycle(found.cycle),
            found.source.text,
            found.source.as_of.isoformat(),
        )
        for found in requirements
    ]
    show_table(("requirement", "version", "board", "cycle", "source", "as of"), rows)


def _cycle(cycle: Cycle) -> str:
    match cycle.begins:
        case "own":
            begins = "begin with the learner"
        case "rolling":
            begins = "rolling"
        case day:
            begins = f"begin on {day}"
    return f"{cycle.months} months, {begins}"


def _read(file: BinaryIO) -> tuple[Requirement, bytes]:
    text = file.read()
    try:
        return parse(text), text
    except PolicyRefused as error:
        place = f" at {error.pointer}" if error.pointer else ""
        raise click.ClickException(f"{file.name}{place}: {error}") from error
