"""Free TCP ports on this machine."""

from __future__ import annotations

import secrets
import socket

from lrs.store.mongod.errors import LocalMongodError

# Below the range from which kernels draw the ports of outgoing connections: a port in that range can be
# taken while mongod restarts, even by a client that tries to reach it (TCP connects such a client to itself).
_LOWEST, _HIGHEST = 20_000, 30_000
_TRIES = 1_000


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port on which nobody listens now; somebody may take it before the caller does.

    Raises LocalMongodError when none was found.
    """
    for _ in range(_TRIES):
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        if is_free(port, host):
            return port
    raise LocalMongodError(f"found no free port on {host} between {_LOWEST} and {_HIGHEST}")
