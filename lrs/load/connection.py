"""One connection under load."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import perf_counter
from typing import cast

from httptools import HttpParserError, HttpResponseParser

from lrs.load.figures import Tally


class Connection(asyncio.Protocol):
    """Sends each request as soon as the one before it is answered, until the time is over.

    There is as little work in it as can be: whoever measures shares the processor with what is measured.
    """

    def __init__(self, requests: Iterator[bytes], tally: Tally, until: float) -> None:
        """Take from `requests` and count into `tally`, up to the moment `until` (of perf_counter)."""
        self.closed = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._tally = tally
        self._until = until
        self._parser = HttpResponseParser(self)
        self._waits = False
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Read on in the answer."""
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self._fail("not HTTP")

    def on_message_complete(self) -> None:
        """Count the answer, and send the next request."""
        self._waits = False
        now = perf_counter()
        status = self._parser.get_status_code()
        if 200 <= status < 300:
            self._tally.taken.append(now - self._sent)
            self._tally.ended = now
        else:
            self._tally.failures[str(status)] += 1
        if now < self._until and self._parser.should_keep_alive():
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        """Say that it is over."""
        if self._waits:
            self._tally.failures["connection lost"] += 1
        if not self.closed.done():
            self.closed.set_result(None)

    def give_up(self) -> None:
        """Wait no longer for an answer."""
        self._fail("no answer")

    def _fail(self, why: str) -> None:
        self._waits = False
        self._tally.failures[why] += 1
        self._transport.abort()

    def _send(self) -> None:
        self._waits = True
        self._sent = perf_counter()
        self._transport.write(next(self._requests))
