"""Request bodies, read within limits of size and time."""

from __future__ import annotations

import asyncio
from typing import Final, TypeVar

from aiohttp import hdrs, web

from lrs.api.expectations import ask_for_body
from lrs.api.services import services
from lrs.errors import InvalidRequest, TooLarge, TooSlow

B = TypeVar("B", bytes, bytearray)

CONTENT: web.RequestKey[bytes] = web.RequestKey("content", bytes)
"""The body of a request that arrived inside another one."""

ARRIVAL: Final = 300.0
"""Seconds within which a body has to arrive, so that no client can hold a connection for ever."""
_ENCODINGS: Final = ("identity", "gzip", "deflate", "zstd")


async def read_body(request: web.Request) -> bytes:
    """Return the whole body, decompressed.

    Raises TooLarge beyond the limit that the settings name, TooSlow where it takes too long to arrive, and
    InvalidRequest where it breaks off or is not encoded as its headers say. The limit is counted here, since
    an application that mounts this one brings its own.
    """
    if CONTENT in request:
        return request[CONTENT]
    _check_encoding(request)
    limit = services(request).settings.max_body
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    await ask_for_body(request)
    try:
        if request.content.is_eof():  # as it mostly is where the body is small
            return _within(limit, request.content.read_nowait())
        async with asyncio.timeout(ARRIVAL):
            return await _read(request, limit)
    except TimeoutError as error:
        raise TooSlow(f"a request body has to arrive within {ARRIVAL:.0f} seconds") from error
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise InvalidRequest("the body broke off, or it is not encoded as its headers say") from error


async def read_json(request: web.Request) -> bytes:
    """Return the body of a request that says it is JSON. Raises InvalidRequest if it says anything else."""
    if request.content_type != "application/json":
        raise InvalidRequest(
            f"statements arrive as application/json, not {request.content_type}", pointer="Content-Type"
        )
    return await read_body(request)


async def _read(request: web.Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        _within(limit, body)
    return bytes(body)


def _within(limit: int, body: B) -> B:
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _check_encoding(request: web.Request) -> None:
    """Raise InvalidRequest for an encoding that aiohttp leaves as it is, or knows only with a library."""
    encoding = request.headers.get(hdrs.CONTENT_ENCODING, "identity")
    if encoding.strip().lower() not in _ENCODINGS:
        raise InvalidRequest(
            f"the encodings known are {', '.join(_ENCODINGS)}", pointer=hdrs.CONTENT_ENCODING
        )


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"a request body may not exceed {limit} bytes; send smaller batches")
