"""lrs import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import click
import msgspec
from rich.progress import DownloadColumn

from lrs.cli.command import with_store
from lrs.cli.output import progress_bar
from lrs.imports.batches import Rejection
from lrs.imports.contents import ContentsFolder
from lrs.imports.importer import Importer, Summary
from lrs.imports.intake import AsKept, AsNew
from lrs.imports.reader import UnreadableFile, rows
from lrs.store.store import Store


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where refused rows go, with the reasons [default: FILE.rejects.ndjson].",
)
@click.option("--keep-stored", is_flag=True, help="Keep stored and authority: a store that moves.")
@click.option(
    "--attachments",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the contents of attachments.",
)
@with_store
async def import_file(
    store: Store, file: Path, rejects: Path | None, keep_stored: bool, attachments: Path | None
) -> None:
    """Import statements from FILE: a JSON array or NDJSON, plain, gzip or Zstandard (- for standard input).

    Ids and timestamps stay. What is stored already in the same form is skipped, so it is safe to run again.
    """
    rejects = rejects or _default_rejects(file)
    if keep_stored:
        await store.moving.begin()
    with _opened(file) as stream, RejectsFile(rejects) as rejected:
        try:
            summary = await _imported(store, stream, rejected, keep_stored, attachments)
        except UnreadableFile as error:
            raise click.ClickException(f"{file}: {error}. What came before is imported.") from error
    click.echo(f"{summary.stored} stored, {summary.known} known already, {summary.refused} refused.")
    if summary.refused:
        raise click.ClickException(f"the refused rows are in {rejects}")


async def _imported(
    store: Store, stream: BinaryIO, rejected: RejectsFile, keep_stored: bool, attachments: Path | None
) -> Summary:
    contents = ContentsFolder(attachments) if attachments else None
    if keep_stored:
        return await Importer(AsKept(store), store.attachments, contents, rejected.add).run(rows(stream))
    return await Importer(AsNew(store), store.attachments, contents, rejected.add).run(rows(stream))


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
        # sys.stdin has a lock that the interpreter takes at its end, when a thread may still wait for input.
        with open(0, "rb", buffering=0, closefd=False) as stdin:
            yield cast(BinaryIO, stdin)
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise click.ClickException(f"cannot read {path}: {error.strerror}") from error
    with file, progress_bar(DownloadColumn()) as bar:
        yield bar.wrap_file(file, path.stat().st_size, description=path.name)


def _default_rejects(file: Path) -> Path:
    return Path("stdin.rejects.ndjson") if str(file) == "-" else file.with_name(f"{file.name}.rejects.ndjson")
