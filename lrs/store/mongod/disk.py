"""What the system says when it refuses to write, in words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lrs.store.mongod.errors import LocalMongodError

_REASONS = {
    errno.ENOSPC: "its disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "its file system is read-only",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.ENOTDIR: "a part of that path is a file",
    errno.EEXIST: "a part of that path is a file",
}


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn an OSError into a LocalMongodError about `folder`."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, str(error))
        raise LocalMongodError(f"cannot write to the data folder {folder}: {reason}") from error
