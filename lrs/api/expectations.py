"""Expect: 100-continue (RFC 9110, 10.1.1): a body is asked for once it is wanted, and not before.

A client without a credential, or with a body that is too large, so learns it before it sends the body.
aiohttp alone would ask for the body as soon as the headers have arrived.
"""

from __future__ import annotations

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.typedefs import Handler

_WAITS: web.RequestKey[bool] = web.RequestKey("waits", bool)


async def when_wanted(request: web.Request) -> None:
    """Let the client wait until the body is read: the `expect_handler` of every route."""
    request[_WAITS] = request.version >= HttpVersion11


async def ask_for_body(request: web.Request) -> None:
    """Tell the client to send the body, if it waits for that."""
    if request.get(_WAITS):
        request[_WAITS] = False
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")


@web.middleware
async def end_unasked(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Close the connection behind an answer to a client that still waits: nobody knows what it sends next."""
    response = await handler(request)
    if request.get(_WAITS):
        response.force_close()
    return response


@web.middleware
async def refuse_unknown(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a request that expects anything else."""
    if request.headers.get(hdrs.EXPECT, "100-continue").lower() != "100-continue":
        raise web.HTTPExpectationFailed
    return await handler(request)
