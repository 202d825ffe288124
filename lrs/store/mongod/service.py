"""One long-running service to a data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lrs.store.mongod.disk import writing
from lrs.store.mongod.errors import DataFolderInUse
from lrs.store.mongod.folder import integer_in, open_folder
from lrs.store.mongod.locks import lock_file, try_exclusive


@contextmanager
def service_lock(data: Path) -> Iterator[None]:
    """Be the only long-running service on the data folder.

    Raises DataFolderInUse when there is one already, and LocalMongodError when the folder cannot be used.
    """
    folder = open_folder(data)
    with lock_file(folder.service_lock) as descriptor:
        if not try_exclusive(descriptor):
            pid = integer_in(folder.service_lock) or "unknown"
            raise DataFolderInUse(f"the data folder {folder.root} is in use by another service (pid {pid})")
        with writing(folder.root):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        yield
