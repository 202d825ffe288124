"""Files as bodies get them, for people to read and for tests to compare with."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def expected(name: str, written: bytes) -> bytes:
    """Return the golden file of this name; with GOLDEN=write in the environment it is made of `written`."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(written)
    return path.read_bytes()
