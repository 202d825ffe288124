"""Browsers on other origins (the Fetch standard, CORS protocol).

xAPI content runs on any origin, and on none: files and sandboxed frames say `null`. A credential is a key in
a header and never a cookie, so that an origin gains nothing by being let in.
"""

from __future__ import annotations

import re
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from lrs.api.headers import CONSISTENT_THROUGH, REQUEST_ID, VERSION
from lrs.api.paths import is_api
from lrs.api.reports import NOT_REPORTABLE
from lrs.api.services import services

METHODS: Final = (hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_POST, hdrs.METH_PUT, hdrs.METH_DELETE)
REQUEST_HEADERS: Final = (
    hdrs.ACCEPT,
    hdrs.ACCEPT_LANGUAGE,
    hdrs.AUTHORIZATION,
    hdrs.CACHE_CONTROL,
    hdrs.CONTENT_ENCODING,
    hdrs.CONTENT_TYPE,
    hdrs.IF_MATCH,
    hdrs.IF_NONE_MATCH,
    VERSION,
    REQUEST_ID,
    "X-Requested-With",
)
RESPONSE_HEADERS: Final = (
    hdrs.CONTENT_DISPOSITION,
    hdrs.ETAG,
    hdrs.LAST_MODIFIED,
    hdrs.RETRY_AFTER,
    hdrs.WWW_AUTHENTICATE,
    CONSISTENT_THROUGH,
    VERSION,
    NOT_REPORTABLE,
    REQUEST_ID,
)
MAX_AGE: Final = 7_200
"""Seconds for which a browser may remember a preflight; Chromium takes no more."""
_ORIGIN: Final = re.compile(r"null|[a-z][a-z0-9+.-]*://[!-~]+", re.IGNORECASE)


@web.middleware
async def answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer OPTIONS without a credential, which a preflight never carries."""
    if request.method == hdrs.METH_OPTIONS and is_api(request):
        return web.Response(status=204)
    return await handler(request)


async def add_cors_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Let the page that sent a request read the answer, errors too, if its origin is allowed."""
    if not is_api(request):
        return
    response.headers.add(hdrs.VARY, hdrs.ORIGIN)
    origin = request.headers.get(hdrs.ORIGIN, "")
    if not _is_allowed(origin, services(request).settings.cors_origins):
        return
    # Beacons are always sent with credentials, and then no * is accepted here.
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_CREDENTIALS] = "true"
    if request.method == hdrs.METH_OPTIONS:
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = ", ".join(METHODS)
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = ", ".join(REQUEST_HEADERS)
        response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = str(MAX_AGE)
    else:
        response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = ", ".join(RESPONSE_HEADERS)


def _is_allowed(origin: str, allowed: frozenset[str] | None) -> bool:
    if allowed is not None:
        return origin in allowed
    return _ORIGIN.fullmatch(origin) is not None
