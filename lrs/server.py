"""The service on a port of this machine."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress

from aiohttp import web
from aiohttp.typedefs import Handler

from lrs.app import create_app
from lrs.background import in_background
from lrs.errors import OperatorError
from lrs.settings import Settings
from lrs.store.mongod import service_lock

DRAIN = 30.0
"""Seconds that requests in flight are given to finish when the service stops."""
_CUT = 2.0
"""Seconds that a request still in flight after that is given to end once it is cancelled."""
FIRST_REQUEST = 60.0
"""Seconds that a new connection has, up to twice, until the headers of its first request have arrived."""


class AddressUnavailable(OperatorError):
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
        app, in_flight = create_app(settings), _InFlight()
        app.middlewares.insert(0, in_flight.follow)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CUT)
        try:
            await runner.setup()
            site = web.SockSite(runner, listener, backlog=1024)
            await site.start()
            try:
                async with in_background(in_flight.close_silent(runner), "closing silent connections"):
                    yield _address(host, listener.getsockname()[1])
            finally:
                await site.stop()
                await in_flight.finished(DRAIN)
        finally:
            await runner.cleanup()


class _InFlight:
    """The requests that are being answered, and the connections that have sent any.

    aiohttp's own shutdown waits for them too, but no longer reads the bodies that are still on their way.
    """

    def __init__(self) -> None:
        self._heard: set[object] = set()
        self._requests = 0
        self._none = asyncio.Event()
        self._none.set()
        self._ending = False

    @web.middleware
    async def follow(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a request while it is answered; near the end its connection takes no further one."""
        self._heard.add(request.protocol)
        self._requests += 1
        self._none.clear()
        try:
            response = await handler(request)
        finally:
            self._requests -= 1
            if not self._requests:
                self._none.set()
        if self._ending:
            response.force_close()
        return response

    async def close_silent(self, runner: web.AppRunner) -> None:
        """Close connections that send no request, or its headers too slowly: aiohttp waits for ever."""
        silent: set[web.RequestHandler] = set()
        while runner.server:
            await asyncio.sleep(FIRST_REQUEST)
            connections = set(runner.server.connections)
            self._heard &= connections
            for connection in silent & (connections - self._heard):
                connection.force_close()
            silent = connections - self._heard

    async def finished(self, seconds: float) -> None:
        """Wait until no request is in flight, but no longer than `seconds`."""
        self._ending = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._none.wait()


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
