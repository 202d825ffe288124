"""Clients that open a connection and then take their time."""

from __future__ import annotations

import asyncio

import pytest

from lrs.server import connections, serving
from lrs.settings import Settings

ABOUT = b"GET /xapi/about HTTP/1.1\r\nHost: lrs.example\r\n\r\n"


async def test_a_connection_without_a_whole_request_is_closed_and_one_that_had_one_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "FIRST_REQUEST", 0.3)
    async with serving(settings, "127.0.0.1", 0) as url:
        port = int(url.rpartition(":")[2])
        slow_reader, slow = await asyncio.open_connection("127.0.0.1", port)
        kept_reader, kept = await asyncio.open_connection("127.0.0.1", port)
        kept.write(ABOUT)
        assert (await kept_reader.readuntil(b"}}}}")).startswith(b"HTTP/1.1 200 ")

        async with asyncio.timeout(20):
            slow.write(ABOUT[:-2])
            assert await slow_reader.read() == b"", "it is closed without an answer"
        kept.write(ABOUT)
        assert (await kept_reader.readuntil(b"}}}}")).startswith(b"HTTP/1.1 200 ")
        slow.close()
        kept.close()
