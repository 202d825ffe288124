"""The formats of an export, by the name of its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from lrs.errors import OperatorError
from lrs.store.statement_stream import Held


class FormatUnknown(OperatorError):
    """The name of the file says no format that can be written here."""


@dataclass(frozen=True, slots=True)
class Format:
    """How statements become bytes.

    `encode` writes some of them. What it returns may be put one behind the other in one file, unless
    `in_parts`: then each is a file of its own, and the export a folder of them.
    """

    encode: Callable[[Sequence[Held]], bytes]
    in_parts: bool


_ENCODERS: Final = {
    ".ndjson": "lrs.exports.ndjson:plain",
    ".ndjson.gz": "lrs.exports.ndjson:gzipped",
    ".ndjson.zst": "lrs.exports.ndjson:zstandard",
    ".parquet": "lrs.exports.parquet:table",
}
"""Where each stands, by suffix: only the one that is used is imported, for pyarrow need not be there."""


def format_of(file: Path) -> Format:
    """Return the format that a file's name ends with. Raises FormatUnknown, also where pyarrow is missing."""
    suffix = next((each for each in _ENCODERS if file.name.endswith(each)), None)
    if suffix is None:
        raise FormatUnknown(f"the name of the file has to end with {', '.join(_ENCODERS)}, not {file.name}")
    module, _, name = _ENCODERS[suffix].partition(":")
    try:
        encode = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise FormatUnknown(f"{suffix} needs {error.name}: install cme-lrs[parquet]") from error
    return Format(encode, in_parts=suffix == ".parquet")
