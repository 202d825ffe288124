"""Ctrl-C and SIGTERM: a command that is told to stop closes what it has opened first."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from types import FrameType

import click


async def stoppable(work: Coroutine[None, None, None]) -> None:
    """Await `work`, which Ctrl-C (SIGINT) and SIGTERM cancel, once: no second one cuts its closing short.

    Raises click's Exit with 128 and the number of the signal, as shells count, unless `work` took the signal
    for its proper end.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    caught: list[signal.Signals] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if caught:
            return
        caught.append(signal.Signals(number))
        if asyncio.current_task() is task:  # it may wait for input, where no cancellation reaches it
            raise asyncio.CancelledError
        if task:
            loop.call_soon_threadsafe(task.cancel)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        await work
    except asyncio.CancelledError:
        if not caught:
            raise
        click.echo(f"Stopped by {caught[0].name}.", err=True)
        raise click.exceptions.Exit(128 + caught[0]) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def told_to_stop() -> None:
    """Wait for the signal that ends a service, for which that is the proper end."""
    with suppress(asyncio.CancelledError):
        await asyncio.get_running_loop().create_future()
