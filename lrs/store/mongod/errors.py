"""What can be wrong with the local MongoDB, each as one sentence for the person who runs the service."""

from __future__ import annotations

from lrs.errors import OperatorError


class LocalMongodError(OperatorError):
    """The local MongoDB cannot be used; the message says why and what to do."""


class DataFolderInUse(LocalMongodError):
    """Another service runs on this data folder."""


class PortTaken(LocalMongodError):
    """Another program listens on the port that mongod was given."""
