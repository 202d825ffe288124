"""One process that answers requests."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from lrs.background import in_background
from lrs.server.connections import Connections
from lrs.server.listener import BACKLOG

DRAIN = 30.0
"""Seconds that requests in flight are given to finish when the service stops."""
_CUT = 2.0
"""Seconds that a request still in flight after that is given to end once it is cancelled."""


@asynccontextmanager
async def answering(app: web.Application, listener: socket.socket) -> AsyncIterator[None]:
    """Have `app` answer what comes in on `listener`.

    On leaving, no new connection is taken, requests in flight are finished, and then all is closed.
    """
    connections = Connections()
    app.middlewares.insert(0, connections.follow)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CUT)
    try:
        await runner.setup()
        site = web.SockSite(runner, listener, backlog=BACKLOG)
        await site.start()
        try:
            async with in_background(connections.close_silent(runner), "closing silent connections"):
                yield
        finally:
            await site.stop()
            await connections.finished(DRAIN)
    finally:
        await runner.cleanup()
