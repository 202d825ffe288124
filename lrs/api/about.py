"""/xapi/about (xAPI 1.0.3 Communication 2.8): open to all, also without a version header."""

from __future__ import annotations

from aiohttp import web

from lrs.xapi.versions import VERSIONS


def add_routes(app: web.Application) -> None:
    """Add the about resource."""
    app.router.add_get("/xapi/about", get)


async def get(_request: web.Request) -> web.Response:
    """Tell which xAPI versions are spoken here."""
    return web.json_response({"version": [version.name for version in VERSIONS]})
