"""Look-ups that come at once, done together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST: Final = 100
"""Keys that are looked up together at the most."""


class Gathering(Generic[K, V]):
    """Looks keys up: while one look-up is on its way, what comes gathers to the next one.

    A lone key is looked up at once. What is found is never older than the question for it.
    """

    def __init__(self, look_up: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        """Find keys by `look_up`, which returns those that there are."""
        self._look_up = look_up
        self._waiting: dict[K, asyncio.Future[V | None]] = {}
        self._going: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V | None:
        """Return what is found under `key`, if anything; what `look_up` raises goes through."""
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        found = self._waiting[key]
        if self._going is None:
            self._going = asyncio.create_task(self._go(), name="look-ups")
        # Others may wait for the same key: whoever is cancelled does not end that.
        return await asyncio.shield(found)

    async def _go(self) -> None:
        try:
            while self._waiting:
                keys = list(self._waiting)[:MOST]
                await self._answer({key: self._waiting.pop(key) for key in keys})
        finally:
            self._going = None

    async def _answer(self, asked: Mapping[K, asyncio.Future[V | None]]) -> None:
        try:
            found = await self._look_up(list(asked))
        except Exception as error:
            for future in asked.values():
                future.set_exception(error)
        else:
            for key, future in asked.items():
                future.set_result(found.get(key))
