"""More requests at once than one process can answer in time are refused at once, and not kept waiting."""

from __future__ import annotations

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from lrs.api.paths import is_api
from lrs.errors import Overloaded

RETRY_AFTER: Final = 1
"""Seconds that a client is asked to wait: a queue of this length is answered by then."""


def at_most(requests: int) -> Middleware:
    """Return a middleware that answers no more than so many requests to the API at a time.

    It raises Overloaded for those beyond. Whether the service is alive is always answered.
    """
    answering = 0

    @web.middleware
    async def bound_load(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal answering
        if not is_api(request):
            return await handler(request)
        if answering >= requests:
            raise Overloaded(retry_after=RETRY_AFTER)
        answering += 1
        try:
            return await handler(request)
        finally:
            answering -= 1

    return bound_load
