"""The secret that keeps everybody else out of the local MongoDB."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from lrs.store.mongod.disk import writing
from lrs.store.mongod.errors import LocalMongodError

_BYTES = 48


def read_or_create(path: Path) -> str:
    """Return the secret in the key file, after making one if there is none yet.

    Call it only while holding the start lock. Raises LocalMongodError when others could have read it.
    """
    if not path.exists():
        _create(path)
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise LocalMongodError(f"the secret {path} is open to others (mode {mode:o}): run `chmod 600 {path}`")
    try:
        # MongoDB ignores white space in a key file.
        return "".join(path.read_text().split())
    except OSError as error:
        raise LocalMongodError(f"cannot read the secret {path}: {error.strerror}") from error


def _create(path: Path) -> None:
    """Make the whole file or none: under a name of its own (O_EXCL, 0600), then renamed."""
    with writing(path.parent):
        descriptor, name = tempfile.mkstemp(prefix=".secret-", dir=path.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(descriptor)
        Path(name).rename(path)
