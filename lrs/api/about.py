"""/xapi/about (xAPI 1.0.3 Communication 2.8): open to all, also without a version header."""

from __future__ import annotations

from aiohttp import web

from lrs.api.headers import VERSION, announce
from lrs.xapi.versions import V2_0_0, negotiate


def add_routes(app: web.Application) -> None:
    """Add the about resource."""
    app.router.add_get("/xapi/about", get)


async def get(request: web.Request) -> web.Response:
    """Tell which xAPI versions are spoken here."""
    spoken = request.headers.get(VERSION)
    version = negotiate(spoken) if spoken else V2_0_0
    announce(request, VERSION, version.name)
    return web.json_response({"version": list(version.announced)})
