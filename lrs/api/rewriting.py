"""Requests that mean another one than they say: answered as what they mean, and never redirected.

A redirect would cost browsers their preflight and most client libraries their body.
"""

from __future__ import annotations

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from lrs.api.alternate_syntax import is_alternate, unfold
from lrs.api.paths import tidied


@web.middleware
async def rewrite(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request in the alternate syntax, or with careless slashes, as the plain one."""
    meant = await unfold(request) if is_alternate(request) else request
    if request.match_info.http_exception and (url := tidied(meant.rel_url)) != meant.rel_url:
        meant = meant.clone(rel_url=url)
    return await handler(request) if meant is request else await _answer(request, meant)


async def _answer(request: web.Request, meant: web.Request) -> web.StreamResponse:
    route = await request.app.router.resolve(meant)
    meant.match_info.update(route)
    try:
        response = await route.handler(meant)
    finally:
        # What was found out on the way, such as the key, is logged with the request that arrived.
        request.update(meant)
    return _without_body(response) if meant.method == hdrs.METH_HEAD != request.method else response


def _without_body(response: web.StreamResponse) -> web.StreamResponse:
    """Return the answer to a HEAD that came as a POST: its client waits for a body, or for the end."""
    if response.prepared:
        response.force_close()
        return response
    return web.Response(status=response.status, headers=response.headers)
