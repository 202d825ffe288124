"""The headers that every answer carries, and the version that a request speaks."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from lrs.api.paths import is_xapi
from lrs.api.services import services
from lrs.errors import InvalidRequest
from lrs.xapi import timestamps
from lrs.xapi.versions import V1_0_3, Version, negotiate

VERSION = "X-Experience-API-Version"
REQUEST_ID = "X-Request-ID"
CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"

UNVERSIONED = "0.9"
"""What the answer to a request without a version names.

Only 0.9 allows such a request, and it is refused as one of that version (1.0.3 Communication 3.3). The public
test suite of 1.0.3 takes 1.0.3, 0.9 or 0.95 here, and that of 2.0.0 takes 2.0.0, 0.9 or 0.95: any other
answer to a client of whom no version is known fails one of them.
"""

_ANNOUNCED: web.RequestKey[dict[str, str]] = web.RequestKey("announced", dict)


def announce(request: web.Request, name: str, value: str) -> None:
    """Have the answer to `request` carry a header, also if it turns out to be an error."""
    request.setdefault(_ANNOUNCED, {})[name] = value


async def announce_consistent_through(request: web.Request) -> datetime:
    """Have the answer say up to when nothing can still appear, and return it (1.0.3 Communication 2.1.4)."""
    through = await services(request).store.clock.consistent_through()
    announce(request, CONSISTENT_THROUGH, timestamps.render(through))
    return through


def version_of(request: web.Request) -> Version:
    """Return the xAPI version that a request speaks (1.0.3 Communication 3.3).

    Raises InvalidRequest where the header is missing or names a version that is not spoken here.
    """
    header = request.headers.get(VERSION)
    if header is None:
        raise InvalidRequest("every xAPI request names its version in this header", pointer=VERSION)
    return negotiate(header)


def answered_version(header: str | None) -> str:
    """Return the version that the answer to a request with this version header names, if it has one."""
    if header is None:
        return UNVERSIONED
    try:
        return negotiate(header).name
    except InvalidRequest:
        return V1_0_3.name


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the announced headers on an answer; every answer of the xAPI side names a version, errors too."""
    if is_xapi(request):
        response.headers[VERSION] = answered_version(request.headers.get(VERSION))
    response.headers.update(request.get(_ANNOUNCED, {}))
