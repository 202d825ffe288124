"""multipart/mixed: statements with the contents of their attachments (xAPI 1.0.3 Communication 1.5.2)."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

from aiohttp import BodyPartReader, MultipartReader, hdrs, web
from aiohttp.http import HttpProcessingError
from multidict import CIMultiDictProxy

from lrs.api.expectations import ask_for_body
from lrs.errors import InvalidRequest, LrsError, TooLarge, TooSlow
from lrs.xapi.attachments import Content

MEDIA_TYPE: Final = "multipart/mixed"
HASH: Final = "X-Experience-API-Hash"
ENCODING: Final = "Content-Transfer-Encoding"
PAUSE: Final = 60.0
"""Seconds within which the next piece of a request has to arrive."""
_PIECE = 64 * 1024

log = logging.getLogger(__name__)


class _PartReader(BodyPartReader):
    """A reader that goes by the boundary alone.

    Otherwise aiohttp would count by a Content-Length of the part, except in form data. In xAPI that repeats
    the `length` of the attachment, which may be wrong (Data 2.4.11).
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"subtype": "form-data"})


class _Reader(MultipartReader):
    part_reader_cls = _PartReader


class Part:
    """One part of a request, to be read before the next one."""

    def __init__(self, number: int, reader: BodyPartReader) -> None:
        """Take the part with this `number`, from 1."""
        self.number = number
        self._reader = reader

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """The part's own headers."""
        return self._reader.headers

    async def pieces(self, limit: int) -> AsyncIterator[bytes]:
        """Yield the content as it arrives. Raises TooLarge where it exceeds `limit` bytes."""
        size = 0
        while not self._reader.at_eof():
            async with _arriving():
                piece = await self._reader.read_chunk(_PIECE)
            size += len(piece)
            if size > limit:
                raise TooLarge(f"part {self.number} of the request may not exceed {limit} bytes")
            yield piece


async def read_parts(request: web.Request) -> AsyncIterator[Part]:
    """Yield the parts of a multipart request while it arrives.

    Raises InvalidRequest where it is malformed (RFC 2046 5.1) or breaks off, and TooSlow.
    """
    await ask_for_body(request)
    number = 0
    async with _arriving():
        reader = _Reader(request.headers, request.content)
    while True:
        async with _arriving():
            part = await reader.next()
        if part is None:
            return
        number += 1
        if isinstance(part, MultipartReader):
            raise InvalidRequest(
                f"part {number} of the request may not consist of parts", rule="multipart.form"
            )
        yield Part(number, part)


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
    with _begun(request):
        await response.write(_head(boundary, {hdrs.CONTENT_TYPE: "application/json"})[2:] + json)
        for content in {content.sha2: content for content in contents}.values():
            headers = {hdrs.CONTENT_TYPE: content.media_type, ENCODING: "binary", HASH: content.sha2}
            await response.write(_head(boundary, headers))
            async for piece in read(content.sha2):
                await response.write(piece)
        await response.write_eof(f"\r\n--{boundary}--\r\n".encode())
    return response


@contextmanager
def _begun(request: web.Request) -> Iterator[None]:
    """Break the connection where an answer that has begun cannot be ended: nothing else tells the client."""
    try:
        yield
    except ConnectionResetError:
        log.info("the client has gone before the end of the answer")
    except LrsError as error:
        log.warning("an answer is broken off: %s", error, exc_info=error.__cause__)
        if request.transport is not None:
            request.transport.abort()


def _head(boundary: str, headers: dict[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["", f"--{boundary}", *lines, "", ""]).encode()


@asynccontextmanager
async def _arriving() -> AsyncIterator[None]:
    """Say in the service's own errors what may go wrong while a request arrives."""
    try:
        async with asyncio.timeout(PAUSE):
            yield
    except TimeoutError as error:
        raise TooSlow(f"for {PAUSE:.0f} seconds nothing of the request has arrived") from error
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise InvalidRequest("the body broke off, or it is not encoded as its headers say") from error
    except (ValueError, HttpProcessingError) as error:
        raise InvalidRequest(
            f"the body is not {MEDIA_TYPE} with the boundary that its Content-Type names: {error}",
            rule="multipart.form",
        ) from error
