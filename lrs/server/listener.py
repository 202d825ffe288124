"""The address that the service listens on."""

from __future__ import annotations

import errno
import socket

from lrs.errors import OperatorError

BACKLOG = 1024
"""Connections that wait until one of the processes takes them."""


class AddressUnavailable(OperatorError):
    """The service cannot listen where it was told to."""


def listen(host: str, port: int) -> socket.socket:
    """Listen on `host` and `port` (0: any free one). Raises AddressUnavailable, which says why it cannot."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise AddressUnavailable(_why(error, host, port)) from error


def address(host: str, listener: socket.socket) -> str:
    """Return the URL of what listens on `host`."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use by another program: stop it, or choose another with --port"
    return f"cannot listen on {host} port {port}: {error.strerror}"
