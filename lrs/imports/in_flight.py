"""Batches that are on their way into the store at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Set
from types import TracebackType
from uuid import UUID

from lrs.imports.reader import UnreadableFile


class InFlight:
    """Work of which some goes on at once, but never two that have an id in common.

    At the end it is waited for, also where the file breaks off; where anything else fails, it is cancelled.
    """

    def __init__(self, at_once: int) -> None:
        """Let `at_once` be done at the same time."""
        self._at_once = at_once
        self._tasks: dict[asyncio.Task[None], Set[UUID]] = {}

    async def __aenter__(self) -> InFlight:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        try:
            while self._tasks and (error is None or isinstance(error, UnreadableFile)):
                await self._one_is_done()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def add(self, work: Coroutine[None, None, None], ids: Set[UUID]) -> None:
        """Begin `work`, once there is room. Raises what failed of that which is done meanwhile."""
        try:
            while len(self._tasks) >= self._at_once or not all(map(ids.isdisjoint, self._tasks.values())):
                await self._one_is_done()
        except BaseException:
            work.close()
            raise
        self._tasks[asyncio.ensure_future(work)] = ids

    async def _one_is_done(self) -> None:
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            del self._tasks[task]
        for task in done:
            task.result()
