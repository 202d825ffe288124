"""The one place where an error becomes an answer."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from lrs.errors import LrsError

log = logging.getLogger(__name__)


@web.middleware
async def render_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error in one JSON shape; what was not foreseen is logged and told to nobody."""
    try:
        return await handler(request)
    except LrsError as error:
        if error.status >= 500:
            log.warning("%s: %s", type(error).__name__, error, exc_info=error.__cause__)
        return _answer(error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _framework_answer(error)
    except Exception:
        log.exception("a request failed unexpectedly")
        return _answer(LrsError())


def _answer(error: LrsError) -> web.Response:
    headers: dict[str, str] = {}
    if error.retry_after is not None:
        headers[hdrs.RETRY_AFTER] = str(error.retry_after)
    if error.status == 401:
        headers[hdrs.WWW_AUTHENTICATE] = 'Basic realm="CME LRS", charset="UTF-8"'
    return _json(error.as_json(), error.status, headers)


def _framework_answer(error: web.HTTPException) -> web.Response:
    """Answer what aiohttp refused by itself: no such path, no such method."""
    code = error.reason.lower().replace(" ", "_")
    body = {"error": {"code": code, "message": f"{error.status} {error.reason}"}}
    allow = error.headers.get(hdrs.ALLOW)
    return _json(body, error.status, {hdrs.ALLOW: allow} if allow else {})


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> web.Response:
    # A pointer may be aiohttp's name of a header, a kind of text that msgspec does not take for text.
    encoded = msgspec.json.encode(body, enc_hook=str)
    return web.Response(body=encoded, status=status, headers=headers, content_type="application/json")
