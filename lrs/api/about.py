"""/xapi/about (xAPI 1.0.3 Communication 2.8): open to all, also without a version header."""

from __future__ import annotations

from importlib.metadata import version as release_of
from typing import Any, Final

from aiohttp import web

from lrs.api.headers import VERSION, announce
from lrs.api.services import Services, services
from lrs.xapi.versions import V2_0_0, VERSIONS, negotiate

SERVICE: Final = "tag:cme-lrs,2026:xapi/extensions/service"
"""The extension that tells which service this is and what it can do."""


def add_routes(app: web.Application) -> None:
    """Add the about resource."""
    app.router.add_get("/xapi/about", get)


async def get(request: web.Request) -> web.Response:
    """Tell which xAPI versions are spoken here, and in an extension what the service can do."""
    spoken = request.headers.get(VERSION)
    version = negotiate(spoken) if spoken else V2_0_0
    announce(request, VERSION, version.name)
    told = {SERVICE: _service(services(request))}
    return web.json_response({"version": list(version.announced), "extensions": told})


def _service(parts: Services) -> dict[str, Any]:
    settings = parts.settings
    return {
        "name": "CME LRS",
        "release": release_of("cme-lrs"),
        "versions": [version.name for version in VERSIONS],
        "capabilities": ["attachments", "signed-statements", "canonical-definitions", "credit", "reports"],
        "bodies": list(parts.plugins.bodies()),
        "limits": {
            "body_bytes": settings.max_body,
            "attachment_bytes": settings.max_attachment,
            "page_statements": settings.page_size,
        },
    }
