"""The service on a port of this machine."""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from aiohttp import web

from lrs.app import create_app
from lrs.settings import Settings
from lrs.store.mongod import service_lock

DRAIN = 30.0
"""Seconds that requests in flight are given to finish when the service stops."""


class AddressUnavailable(Exception):
    """The service cannot listen where it was told to."""


@asynccontextmanager
async def serving(settings: Settings, host: str, port: int) -> AsyncIterator[str]:
    """Serve on `host` and `port` (0: any free one) and yield the address.

    On leaving, no new connection is taken, requests in flight are finished, and then all is closed. Raises
    AddressUnavailable, or DataFolderInUse where another service runs on the same data folder.
    """
    with ExitStack() as stack:
        if settings.mongodb_uri is None:
            stack.enter_context(service_lock(settings.data))
        listener = stack.enter_context(_listen(host, port))
        runner = web.AppRunner(create_app(settings), access_log=None, shutdown_timeout=DRAIN)
        try:
            await runner.setup()
            await web.SockSite(runner, listener, backlog=1024).start()
            yield _address(host, listener.getsockname()[1])
        finally:
            await runner.cleanup()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise AddressUnavailable(_why(error, host, port)) from error


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use by another program: stop it, or choose another with --port"
    return f"cannot listen on {host} port {port}: {error.strerror}"
