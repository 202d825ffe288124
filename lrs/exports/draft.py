"""An export that is being written: it gets its name when it is whole, and goes on where it was cut short.

Beside FILE there is a folder FILE.partial meanwhile, with what is written so far and with `progress.json`,
which says how much of that counts: the rest was cut short, and is dropped and written again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from lrs.errors import OperatorError

_PROGRESS: Final = "progress.json"
_DATA: Final = "data"


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


class Draft:
    """What is written of one export: a file, or with `in_parts` a folder with a file for each piece."""

    def __init__(self, file: Path, *, in_parts: bool) -> None:
        """Write what will be `file`."""
        self._file = file
        self._in_parts = in_parts
        self._folder = file.with_name(f"{file.name}.partial")
        self._data = self._folder / _DATA

    def progress(self, order: dict[str, Any]) -> Progress | None:
        """Return how far an export with this order has come, or None if there is none.

        Raises CannotExport where the file is there already, or where the folder is of an export with another
        order.
        """
        with self._writing():
            if self._file.exists():
                raise CannotExport(f"{self._file} is there already")
            if not self._data.exists():
                return None
            try:
                found = msgspec.json.decode((self._folder / _PROGRESS).read_bytes(), type=Progress)
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
            f"{self._folder} holds the beginning of another export: give the options that it was begun with, "
            "or remove it"
        )

    def begin(self, progress: Progress) -> None:
        """Drop what lies behind `progress`: all, where it is at the beginning."""
        with self._writing():
            if not progress.pieces:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._in_parts:
                self._data.mkdir(exist_ok=True)
                for part in sorted(self._data.iterdir())[progress.pieces :]:
                    part.unlink()
            else:
                self._data.touch()
                os.truncate(self._data, progress.size)

    def append(self, piece: bytes, progress: Progress) -> None:
        """Write a piece, and then that `progress` is reached with it: both last through a crash."""
        with self._writing():
            path = self._data / f"part-{progress.pieces - 1:05}.parquet" if self._in_parts else self._data
            _write(path, piece, "wb" if self._in_parts else "ab")
            draft = self._folder / f".{_PROGRESS}"
            _write(draft, msgspec.json.encode(progress), "wb")
            draft.replace(self._folder / _PROGRESS)

    def finish(self) -> None:
        """Give the export its name."""
        with self._writing():
            if self._in_parts:
                _sync(self._data)
            self._data.rename(self._file)
            _sync(self._file.parent)
            shutil.rmtree(self._folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CannotExport(f"cannot write {self._file}: {error.strerror}") from error


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
