"""A MongoDB of our own for machines that have none: started, shared, kept alive and stopped by its users.

Works on Linux and macOS; on Windows set LRS_MONGODB_URI.
"""

from __future__ import annotations

from lrs.store.mongod.errors import DataFolderInUse, LocalMongodError
from lrs.store.mongod.local import LocalMongod, local_mongod
from lrs.store.mongod.ports import free_port
from lrs.store.mongod.service import service_lock

__all__ = [
    "DataFolderInUse",
    "LocalMongod",
    "LocalMongodError",
    "free_port",
    "local_mongod",
    "service_lock",
]
