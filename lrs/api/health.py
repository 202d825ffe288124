"""/healthz and /readyz, for whoever supervises the service."""

from __future__ import annotations

from aiohttp import web

from lrs.api.expectations import when_wanted
from lrs.api.services import services


def add_routes(app: web.Application) -> None:
    """Add the two health resources."""
    app.router.add_get("/healthz", alive, expect_handler=when_wanted)
    app.router.add_get("/readyz", ready, expect_handler=when_wanted)


async def alive(_request: web.Request) -> web.Response:
    """Answer as long as the process does its work at all."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """Answer 200 while statements can be stored, and 503 while MongoDB cannot be reached."""
    await services(request).store.ping()
    return web.json_response({"status": "ready"})
