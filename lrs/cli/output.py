"""Tables, JSON and progress on the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

UNBOUNDED = 10_000


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None) -> None:
    """Print a table no wider than the terminal, or as wide as it needs to be where there is none."""
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        console.width = UNBOUNDED
    console.print(table)


def show_json(value: Any) -> None:
    """Print a value as JSON, for programs."""
    click.echo(json.dumps(value, indent=2))


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Have a file to write to, which gets its name at the end: it is there whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(path)
    except OSError as error:
        raise click.ClickException(f"cannot write {path}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            draft.unlink()


def progress_bar(done: ProgressColumn) -> Progress:
    """Return a bar on standard error, absent where that is no terminal; `done` says how far it is."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        done,
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
