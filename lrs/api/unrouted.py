"""Requests that no route takes: answered by the middlewares, as every other request is.

aiohttp by itself sees to the header Expect of these before that, and fails where it is not text.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.web_urldispatcher import MatchInfoError, UrlMappingMatchInfo

from lrs.api.expectations import when_wanted


class Unrouted(web.DynamicResource):
    """Every path of `router` for which it has no route; to be registered as the last of its resources."""

    def __init__(self, router: web.UrlDispatcher) -> None:
        """Stand behind what `router` has."""
        super().__init__("/{path:.*}")
        self._routed = tuple(router.resources())

    async def resolve(self, request: web.Request) -> tuple[UrlMappingMatchInfo, set[str]]:
        """Match a request that is answered 405 where its path has routes for other methods, and else 404."""
        allowed = {method for each in self._routed for method in (await each.resolve(request))[1]}
        if allowed:
            return _Mismatch(web.HTTPMethodNotAllowed(request.method, allowed)), allowed
        return _Mismatch(web.HTTPNotFound()), allowed


class _Mismatch(MatchInfoError):
    expect_handler = staticmethod(when_wanted)
