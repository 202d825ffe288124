"""An iterator that works ahead in a thread, so that the event loop is free meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

T = TypeVar("T")


async def ahead(items: Iterator[T], room: int) -> AsyncGenerator[T, None]:
    """Yield `items`, of which up to `room` are fetched ahead. What they raise goes through.

    The thread is a daemon: it may wait for input that never comes when the process ends.
    """
    loop = asyncio.get_running_loop()
    fetched: asyncio.Queue[T | BaseException | None] = asyncio.Queue()
    places = threading.Semaphore(room)
    wanted = True

    def fetch() -> None:
        end: BaseException | None = None
        try:
            for item in items:
                places.acquire()
                if not wanted:
                    return
                loop.call_soon_threadsafe(fetched.put_nowait, item)
        except BaseException as error:
            end = error
        if wanted:
            loop.call_soon_threadsafe(fetched.put_nowait, end)

    threading.Thread(target=fetch, name="reading ahead", daemon=True).start()
    try:
        while (item := await fetched.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            places.release()
            yield item
    finally:
        wanted = False
        places.release()
