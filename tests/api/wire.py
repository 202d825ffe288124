"""Requests written byte by byte, for what client libraries do not send or do not show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.service import Http

PATIENCE = 20.0
"""Seconds in which any answer arrives."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection to the service."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, first_line: str, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Send a request of HTTP/1.1, with no more headers than those given and a Host."""
        lines = [f"{first_line} HTTP/1.1", "Host: lrs.example"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        await self.send_bytes("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    async def send_bytes(self, sent: bytes) -> None:
        """Send bytes."""
        self.writer.write(sent)
        await self.writer.drain()

    async def head(self) -> str:
        """Return the status line and the headers of the next answer."""
        async with asyncio.timeout(PATIENCE):
            return (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")


@asynccontextmanager
async def connected(http: Http) -> AsyncIterator[Wire]:
    """Open a connection to the service that `http` talks to, and close it in the end."""
    reader, writer = await asyncio.open_connection(http.host, http.port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()
