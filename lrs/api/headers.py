"""The headers that every answer carries, and the version that a request speaks."""

from __future__ import annotations

from aiohttp import web

from lrs.errors import InvalidRequest
from lrs.xapi.versions import V1_0_3, Version, negotiate

VERSION = "X-Experience-API-Version"
REQUEST_ID = "X-Request-ID"

_ANNOUNCED: web.RequestKey[dict[str, str]] = web.RequestKey("announced", dict)


def announce(request: web.Request, name: str, value: str) -> None:
    """Have the answer to `request` carry a header, also if it turns out to be an error."""
    request.setdefault(_ANNOUNCED, {})[name] = value


def version_of(request: web.Request) -> Version:
    """Return the xAPI version that a request speaks, and have the answer name it (Communication 3.3).

    Raises InvalidRequest where the header is missing or names a version that is not spoken here.
    """
    header = request.headers.get(VERSION)
    if header is None:
        raise InvalidRequest("every xAPI request names its version in this header", pointer=VERSION)
    version = negotiate(header)
    announce(request, VERSION, version.name)
    return version


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the announced headers on an answer; every answer of the xAPI side names a version."""
    if "/xapi/" in request.path:
        response.headers.setdefault(VERSION, V1_0_3.name)
    response.headers.update(request.get(_ANNOUNCED, {}))
