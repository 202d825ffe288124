"""An export that is being written: it gets its name when it is whole, and goes on where it was cut short.

Beside FILE there is a folder FILE.partial meanwhile, with what is written so far and with `progress.json`,
which says how much of that counts: the rest was cut short, and is dropped and written again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from lrs.errors import OperatorError


class CannotExport(OperatorError):
    """The export cannot be written."""


class Progress(msgspec.Struct, frozen=True):
    """How far an export has come.

    `order` is what it was told to export. It goes up to the statement with the key `through`, and has come
    up to the one with the key `behind`. So far these are `statements`, with as many `attachments`, in
    `pieces` of `size` bytes together.
    """

    order: dict[str, Any]
    through: int
    behind: int | None = None
    statements: int = 0
    attachments: int = 0
    pieces: int = 0
    size: int = 0


@contextmanager
def drafting(file: Path, *, in_parts: bool) -> Iterator[Draft]:
    """Have the draft of `file` for oneself. Where nothing was written, nothing stays.

    Raises CannotExport where the file is there already, or another process is writing it.
    """
    draft = Draft(file, in_parts)
    with writing(file):
        draft.refuse_existing()
        draft.folder.mkdir(exist_ok=True)
        lock = (draft.folder / "lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotExport(f"another export is writing {file}") from None
        try:
            draft.refuse_existing()  # whoever had the lock until now may have finished it
            yield draft
        finally:
            if not draft.begun:
                shutil.rmtree(draft.folder, ignore_errors=True)


class Draft:
    """What is written of one export: a file, or with `in_parts` a folder with a file for each piece."""

    def __init__(self, file: Path, in_parts: bool) -> None:
        """Write what will be `file`."""
        self._file = file
        self._in_parts = in_parts
        self.folder = file.with_name(f"{file.name}.partial")
        self._data = self.folder / "data"
        self._progress = self.folder / "progress.json"

    @property
    def begun(self) -> bool:
        """Whether anything is written that counts."""
        return self._progress.exists()

    def refuse_existing(self) -> None:
        """Raise CannotExport where the file is there already."""
        if self._file.exists():
            raise CannotExport(f"{self._file} is there already")

    def progress(self, order: dict[str, Any]) -> Progress | None:
        """Return how far an export with this order has come, or None if there is none.

        Raises CannotExport where what is there is of an export with another order.
        """
        with writing(self._file):
            try:
                found = msgspec.json.decode(self._progress.read_bytes(), type=Progress)
            except FileNotFoundError:
                return None
            except msgspec.DecodeError:
                raise self.foreign() from None
        if found.order != order:
            raise self.foreign()
        return found

    def foreign(self) -> CannotExport:
        """Return the error that says that what is written so far belongs to another export."""
        return CannotExport(
            f"{self.folder} holds the beginning of another export: give the options that it was begun with, "
            "or remove it"
        )

    def begin(self, progress: Progress) -> None:
        """Drop what lies behind `progress`. Raises CannotExport where there is less than that."""
        with writing(self._file):
            if self._in_parts:
                self._data.mkdir(exist_ok=True)
                parts = sorted(self._data.iterdir())
                complete = len(parts) >= progress.pieces
                for part in parts[progress.pieces :]:
                    part.unlink()
            else:
                self._data.touch()
                complete = self._data.stat().st_size >= progress.size
                os.truncate(self._data, progress.size)
        if not complete:
            raise self.foreign()

    def append(self, piece: bytes, progress: Progress) -> None:
        """Write a piece, and then that `progress` is reached with it: both last through a crash."""
        with writing(self._file):
            if self._in_parts:
                _write(self._data / f"part-{progress.pieces - 1:05}.parquet", piece, "wb")
                _sync(self._data)
            else:
                _write(self._data, piece, "ab")
            draft = self._progress.with_suffix(".draft")
            _write(draft, msgspec.json.encode(progress), "wb")
            draft.replace(self._progress)

    def finish(self) -> None:
        """Give the export its name."""
        with writing(self._file):
            self._data.rename(self._file)
            _sync(self._file.parent)
            shutil.rmtree(self.folder)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise CannotExport, which names `path`, where the file system refuses something."""
    try:
        yield
    except OSError as error:
        raise CannotExport(f"cannot write {path}: {error.strerror}") from error


def _write(path: Path, content: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Have the names in a folder last through a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
