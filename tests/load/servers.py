"""Servers that answer in one way, whatever they are asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from lrs.load.target import Target

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def response(status: str, body: bytes = b"[]", *headers: str) -> bytes:
    """Return a response with a body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def always(data: bytes) -> Answer:
    """Answer every request with the same bytes."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


async def never(_writer: asyncio.StreamWriter) -> None:
    """Answer nothing."""


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close the connection instead of an answer."""
    writer.close()


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[Target]:
    """Serve on a free port and yield the target that load is put on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(_length(head))
                await answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1")
    try:
        port = server.sockets[0].getsockname()[1]
        yield Target(f"http://127.0.0.1:{port}/statements", {})
    finally:
        server.close()


def _length(head: bytes) -> int:
    names = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:] if line)
    return int(names.get("Content-Length", "0"))
