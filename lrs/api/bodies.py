"""Request bodies, read within a limit."""

from __future__ import annotations

from aiohttp import web

from lrs.api.services import services
from lrs.errors import InvalidRequest, TooLarge


async def read_body(request: web.Request) -> bytes:
    """Return the whole body, decompressed.

    Raises TooLarge beyond the limit that the settings name, and InvalidRequest where the body breaks off or
    is not encoded as its headers say. The limit is counted here, since an application that mounts this one
    brings its own.
    """
    limit = services(request).settings.max_body
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                raise TooLarge(f"a request body may not exceed {limit} bytes; send smaller batches")
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise InvalidRequest("the body broke off, or it is not encoded as its headers say") from error
    return bytes(body)


async def read_json(request: web.Request) -> bytes:
    """Return the body of a request that says it is JSON. Raises InvalidRequest if it says anything else."""
    if request.content_type != "application/json":
        raise InvalidRequest(
            f"statements arrive as application/json, not {request.content_type}", pointer="Content-Type"
        )
    return await read_body(request)
