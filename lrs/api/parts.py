"""The parts of a request in multipart/mixed (RFC 2046 5.1), each read while it arrives.

A part ends at a line that is the boundary. TinCanJS and @xapi/xapi begin no new line for the boundary between
two attachments: a part ends there too if its content up to there has the hash that its header names, which no
other content has.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from email.message import Message
from typing import Final

from aiohttp import hdrs, web
from aiohttp.http import HeadersParser, HttpProcessingError
from multidict import CIMultiDictProxy

from lrs.api.expectations import ask_for_body
from lrs.api.multipart import MEDIA_TYPE
from lrs.errors import InvalidRequest, TooLarge, TooSlow
from lrs.xapi.attachments import Digest

PAUSE: Final = 60.0
"""Seconds within which the next piece of a request has to arrive."""
_BREAK: Final = b"\r\n"
_BOUNDARY: Final = re.compile(rb"[ -~]{0,69}[!-~]")
_FIRST_LINE: Final = re.compile(rb"--(%b)\r\n" % _BOUNDARY.pattern)
_BLANKS: Final = 64
"""The most blanks that may stand behind a boundary, where gateways leave some."""
_MOST_WITHIN: Final = 100
"""How often a content may be tried against its hash: a boundary that is well chosen stands in none."""
_HEAD: Final = 8_192
"""The most bytes that the headers of a part may have together."""


class Part:
    """One part of a request, to be read before the next one; its `number` counts from 1."""

    def __init__(self, number: int, headers: CIMultiDictProxy[str], body: _Body) -> None:
        """Take what comes next in `body` for the content."""
        self.number = number
        self.headers = headers
        self._body = body

    async def pieces(self, limit: int, digest: Digest | None = None) -> AsyncIterator[bytes]:
        """Yield the content as it arrives, each piece after `digest` has taken it.

        Raises TooLarge where it exceeds `limit` bytes, InvalidRequest where it has no end, and TooSlow.
        """
        size = 0
        async for piece in self._body.content(digest):
            size += len(piece)
            if size > limit:
                raise TooLarge(f"part {self.number} of the request may not exceed {limit} bytes")
            yield piece


async def read_parts(request: web.Request) -> AsyncIterator[Part]:
    """Yield the parts of a request while it arrives.

    Raises InvalidRequest where it is malformed or breaks off, and TooSlow.
    """
    boundary = _named_boundary(request)
    await ask_for_body(request)
    async for part in split(request.content.iter_any(), boundary):
        yield part


async def split(arriving: AsyncIterator[bytes], boundary: bytes | None) -> AsyncIterator[Part]:
    """Yield the parts of a body, wherever it is cut into the pieces that arrive.

    Without `boundary` the first line has to be one.
    """
    begun = b""
    if boundary is None:
        begun, boundary = await _first_boundary(arriving)
    body = _Body(arriving, begun, boundary)
    async for _ in body.content():
        pass  # What stands before the first boundary is no part.
    number = 0
    while (headers := await body.headers()) is not None:
        number += 1
        yield Part(number, headers, body)


class _Body:
    """A body on its way in, taken from its beginning to its end: now a content, now the headers of a part."""

    def __init__(self, arriving: AsyncIterator[bytes], begun: bytes, boundary: bytes) -> None:
        """Take a body of which the bytes `begun` have arrived already."""
        self._arriving = arriving
        self._arrived = False
        # A body begins as a line does.
        self._buffer = _BREAK + begun
        self._at = 0
        self._boundary = re.compile(rb"--%b(--)?[ \t]{0,%d}\r\n" % (re.escape(boundary), _BLANKS))
        self._longest = len(boundary) + _BLANKS + 8
        self._closed = False

    async def content(self, digest: Digest | None = None) -> AsyncIterator[bytes]:
        """Yield what stands before the boundary that ends it, and go past that."""
        passed_over = 0
        while passed_over < _MOST_WITHIN:
            found = self._boundary.search(self._buffer, self._at)
            if found is None:
                # The last bytes may belong to a boundary, or to the line break before it.
                yield self._take(len(self._buffer) - self._longest, digest)
                await self._receive()
            elif self._buffer.endswith(_BREAK, self._at, found.start()):
                yield self._take(found.start() - len(_BREAK), digest)
                if digest is not None and digest.matches(_BREAK):
                    yield self._take(found.start(), digest)
                self._pass(found)
                return
            else:
                yield self._take(found.start(), digest)
                if digest is not None and digest.matches():
                    self._pass(found)
                    return
                yield self._take(found.start() + 1, digest)
                passed_over += 1
        raise _malformed(f"a part may not hold the boundary {_MOST_WITHIN} times within its lines")

    async def headers(self) -> CIMultiDictProxy[str] | None:
        """Return the headers of the part that begins here, or None at the end of the body."""
        if self._closed:
            return None
        while (end := self._buffer.find(2 * _BREAK, self._at, self._at + _HEAD)) < 0:
            if len(self._buffer) - self._at >= _HEAD:
                raise _malformed(f"the headers of a part may have {_HEAD} bytes")
            await self._receive()
        lines = self._buffer[self._at + len(_BREAK) : end].split(_BREAK)
        self._at = end + 2 * len(_BREAK)
        try:
            return HeadersParser().parse_headers([*lines, b""])[0]
        except HttpProcessingError as error:
            raise _malformed(error.message) from error

    def _take(self, end: int, digest: Digest | None) -> bytes:
        """Return the content up to `end`, after `digest` has taken it."""
        piece = self._buffer[self._at : max(self._at, end)]
        self._at += len(piece)
        if digest is not None:
            digest.update(piece)
        return piece

    def _pass(self, boundary: re.Match[bytes]) -> None:
        """Go past a boundary, but for the line break behind it, which begins the headers."""
        self._closed = boundary[1] is not None
        self._at = boundary.end() - len(_BREAK)

    async def _receive(self) -> None:
        """Wait for more of the body. Where it ends, a line ends too; beyond that it is cut off."""
        if self._arrived:
            raise _malformed("it ends before its last boundary")
        piece = await _next(self._arriving)
        self._arrived = not piece
        self._buffer = self._buffer[self._at :] + (piece or _BREAK)
        self._at = 0


def _named_boundary(request: web.Request) -> bytes | None:
    """Return the boundary that the Content-Type names, or None where it is of another type."""
    if request.content_type != MEDIA_TYPE:
        return None
    header = Message()
    header[hdrs.CONTENT_TYPE] = request.headers[hdrs.CONTENT_TYPE]
    named = (header.get_boundary() or "").encode()
    if not _BOUNDARY.fullmatch(named):
        raise _malformed("the Content-Type has to name a boundary of at most 70 characters in ASCII")
    return named


async def _first_boundary(arriving: AsyncIterator[bytes]) -> tuple[bytes, bytes]:
    """Return the beginning of a body, and the boundary that its first line is."""
    begun = b""
    while _BREAK not in begun and len(begun) < _HEAD and (piece := await _next(arriving)):
        begun += piece
    found = _FIRST_LINE.match(begun)
    if found is None:
        raise InvalidRequest(
            f"statements arrive as application/json or {MEDIA_TYPE}; by its Content-Type this body is "
            "neither, nor is its first line a boundary",
            pointer=hdrs.CONTENT_TYPE,
        )
    return begun, found[1]


async def _next(arriving: AsyncIterator[bytes]) -> bytes:
    """Return the next piece of a body, empty at its end."""
    try:
        async with asyncio.timeout(PAUSE):
            return await anext(arriving, b"")
    except TimeoutError as error:
        raise TooSlow(f"for {PAUSE:.0f} seconds nothing of the request has arrived") from error
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise InvalidRequest("the body broke off, or it is not encoded as its headers say") from error


def _malformed(fault: str) -> InvalidRequest:
    return InvalidRequest(f"the body is not {MEDIA_TYPE} as RFC 2046 has it: {fault}", rule="multipart.form")
