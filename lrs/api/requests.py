"""One log line for each request, and the id that ties it to what else was logged meanwhile."""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextvars import ContextVar

from aiohttp import web
from aiohttp.typedefs import Handler

from lrs.api.authentication import KEY
from lrs.api.headers import REQUEST_ID, announce

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that is being answered, for the log."""

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger(__name__)


@web.middleware
async def log_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name the request and log how it ended; never its query, which may hold personal data."""
    sent = request.headers.get(REQUEST_ID, "")
    name = sent if _ACCEPTED.fullmatch(sent) else uuid.uuid4().hex
    announce(request, REQUEST_ID, name)
    token = REQUEST.set(name)
    started = time.perf_counter()
    try:
        response = await handler(request)
        _log(request, response.status, started)
    finally:
        REQUEST.reset(token)
    return response


def _log(request: web.Request, status: int, started: float) -> None:
    key = request.get(KEY)
    log.info(
        "%s %s %d",
        request.method,
        request.path,
        status,
        extra={
            "method": request.method,
            "path": request.path,
            "status": status,
            "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            "key": key.key if key else None,
        },
    )
