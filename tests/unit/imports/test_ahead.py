"""An iterator that works ahead in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from lrs.imports.ahead import ahead


async def test_all_items_come_in_their_order() -> None:
    assert [each async for each in ahead(iter(range(50)), 3)] == list(range(50))


async def test_what_is_raised_comes_behind_what_came_before() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    ready = ahead(items(), 3)
    assert await anext(ready) == 1
    with pytest.raises(OSError, match="gone"):
        await anext(ready)


async def test_no_more_is_fetched_ahead_than_there_is_room() -> None:
    fetched: list[int] = []

    def items() -> Iterator[int]:
        for each in range(50):
            fetched.append(each)
            yield each

    async with aclosing(ahead(items(), 3)) as ready:
        await anext(ready)
        await asyncio.sleep(0.1)
        assert len(fetched) <= 5


async def test_whoever_stops_does_not_wait_for_input_that_never_comes() -> None:
    never = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        never.wait()

    async with asyncio.timeout(5), aclosing(ahead(items(), 3)) as ready:
        assert await anext(ready) == 1
    never.set()
