"""Paths as clients write them: carelessly joined, with doubled slashes or one at the end."""

from __future__ import annotations

import re

from aiohttp import web
from yarl import URL

_SLASHES = re.compile("/{2,}")


def is_xapi(request: web.Request) -> bool:
    """Tell whether a request goes to an xAPI resource, under whatever prefix the service is mounted."""
    return "/xapi/" in request.path


def is_api(request: web.Request) -> bool:
    """Tell whether a request goes to a resource for programs: of xAPI, or of our own."""
    return is_xapi(request) or "/api/" in request.path


def tidied(url: URL) -> URL:
    """Return a relative `url` with single slashes and none at the end of its path."""
    path = _SLASHES.sub("/", url.raw_path).rstrip("/") or "/"
    return URL.build(path=path, query_string=url.raw_query_string, encoded=True)
