"""NDJSON: one statement a line, plain or compressed; compressed pieces may be put one behind the other."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

from lrs.compression import zstd
from lrs.store.statement_stream import Held

GZIP_LEVEL = 6
"""The usual one: Python's own default takes three times as long to save a hundredth."""


def plain(statements: Sequence[Held]) -> bytes:
    """Return a line for each statement: its exact JSON, with spaces for the line feeds between its tokens."""
    return b"".join(statement.json.replace(b"\n", b" ") + b"\n" for statement in statements)


def gzipped(statements: Sequence[Held]) -> bytes:
    """Return the lines as one member of a gzip file (RFC 1952 2.2), the same at any time."""
    return gzip.compress(plain(statements), GZIP_LEVEL, mtime=0)


def zstandard(statements: Sequence[Held]) -> bytes:
    """Return the lines as one frame of a Zstandard file (RFC 8878 3.1), with a checksum as gzip has it."""
    return zstd.compress(plain(statements), options={zstd.CompressionParameter.checksum_flag: 1})
