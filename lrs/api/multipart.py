"""multipart/mixed: statements with the contents of their attachments (xAPI 1.0.3 Communication 1.5.2)."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final

from aiohttp import hdrs, web

from lrs.api.streaming import begun
from lrs.xapi.attachments import Content

MEDIA_TYPE: Final = "multipart/mixed"
HASH: Final = "X-Experience-API-Hash"
ENCODING: Final = "Content-Transfer-Encoding"


async def answer_in_parts(
    request: web.Request,
    json: bytes,
    contents: Iterable[Content],
    read: Callable[[str], AsyncIterator[bytes]],
) -> web.StreamResponse:
    """Answer with statements as JSON and, once each, the contents of their attachments that `read` yields."""
    # Letters and digits alone, since clients search for the boundary with regular expressions.
    boundary = secrets.token_hex(16)
    response = web.StreamResponse(headers={hdrs.CONTENT_TYPE: f"{MEDIA_TYPE}; boundary={boundary}"})
    await response.prepare(request)
    if request.method == hdrs.METH_HEAD:
        return response
    with begun(request):
        await response.write(_head(boundary, {hdrs.CONTENT_TYPE: "application/json"})[2:] + json)
        for content in {content.sha2: content for content in contents}.values():
            headers = {hdrs.CONTENT_TYPE: content.media_type, ENCODING: "binary", HASH: content.sha2}
            await response.write(_head(boundary, headers))
            async for piece in read(content.sha2):
                await response.write(piece)
        await response.write_eof(f"\r\n--{boundary}--\r\n".encode())
    return response


def _head(boundary: str, headers: dict[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["", f"--{boundary}", *lines, "", ""]).encode()
