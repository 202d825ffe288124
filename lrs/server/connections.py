"""The connections of one process, and what is going on over them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import web
from aiohttp.typedefs import Handler

FIRST_REQUEST = 60.0
"""Seconds that a new connection has, up to twice, until the headers of its first request have arrived."""


class Connections:
    """The requests that are being answered, and the connections that have sent any.

    aiohttp's own shutdown waits for them too, but no longer reads the bodies that are still on their way.
    """

    def __init__(self) -> None:
        """Begin with none; `follow` has to be the outermost middleware."""
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
