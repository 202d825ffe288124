"""lrs import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from lrs.cli.command import with_store
from lrs.imports.importer import Importer, Rejection
from lrs.imports.reader import UnreadableFile, rows
from lrs.store.store import Store


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where refused rows go, with the reasons [default: FILE.rejects.ndjson].",
)
@with_store
async def import_file(store: Store, file: Path, rejects: Path | None) -> None:
    """Import statements from FILE: a JSON array or NDJSON, plain or gzip (- for standard input).

    Ids and timestamps stay. What is stored already in the same form is skipped, so it is safe to run again.
    """
    rejects = rejects or _default_rejects(file)
    with _opened(file) as stream, RejectsFile(rejects) as rejected:
        try:
            summary = await Importer(store, rejected.add).run(rows(stream))
        except UnreadableFile as error:
            raise click.ClickException(f"{file}: {error}. What came before is imported.") from error
    click.echo(f"{summary.stored} stored, {summary.known} known already, {summary.refused} refused.")
    if summary.refused:
        raise click.ClickException(f"the refused rows are in {rejects}")


class RejectsFile:
    """The refused rows as NDJSON; there is no file where nothing is refused."""

    def __init__(self, path: Path) -> None:
        """Write to `path` once there is something to write."""
        self._path = path
        self._open = ExitStack()
        self._file: BinaryIO | None = None

    def __enter__(self) -> RejectsFile:
        with self._writing():
            self._path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def add(self, rejection: Rejection) -> None:
        """Append one refused row."""
        with self._writing():
            if self._file is None:
                self._file = self._open.enter_context(self._path.open("wb"))
            self._file.write(msgspec.json.encode(rejection.as_json()) + b"\n")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise click.ClickException(f"cannot write {self._path}: {error.strerror}") from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise click.ClickException(f"cannot read {path}: {error.strerror}") from error
    with file, _progress() as progress:
        yield progress.wrap_file(file, path.stat().st_size, description=path.name)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def _default_rejects(file: Path) -> Path:
    return Path("stdin.rejects.ndjson") if str(file) == "-" else file.with_name(f"{file.name}.rejects.ndjson")
