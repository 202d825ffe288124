"""/xapi/about (xAPI 1.0.3 Communication 2.8): open to all, also without a version header."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any, Final

from aiohttp import web

from lrs.api.expectations import when_wanted
from lrs.api.headers import VERSION, announce
from lrs.api.services import Services, services
from lrs.xapi.versions import V2_0_0, VERSIONS, negotiate

SERVICE: Final = "tag:cme-lrs,2026:xapi/extensions/service"
"""The extension that tells which service this is and what it can do."""


def add_routes(app: web.Application) -> None:
    """Add the about resource."""
    app.router.add_get("/xapi/about", get, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Tell which xAPI versions are spoken here, and in an extension what the service can do."""
    spoken = request.headers.get(VERSION)
    meant = negotiate(spoken) if spoken else V2_0_0
    announce(request, VERSION, meant.name)
    told = {SERVICE: _service(services(request))}
    return web.json_response({"version": list(meant.announced), "extensions": told})


def _service(parts: Services) -> dict[str, Any]:
    settings = parts.settings
    return {
        "name": "CME LRS",
        "release": _release(),
        "versions": [each.name for each in VERSIONS],
        "capabilities": ["attachments", "signed-statements", "canonical-definitions", "credit", "reports"],
        "bodies": list(parts.plugins.bodies()),
        "limits": {
            "body_bytes": settings.max_body,
            "attachment_bytes": settings.max_attachment,
            "page_statements": settings.page_size,
        },
    }


@cache
def _release() -> str:
    """Return the release of the service, which is looked up among all that is installed."""
    return version("cme-lrs")
