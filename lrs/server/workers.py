"""Several processes that answer on one port: each has a core to itself, and takes what connections it can."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import uvloop

from lrs.app import create_app
from lrs.errors import OperatorError
from lrs.logs import log_as_json
from lrs.server.answering import DRAIN, answering
from lrs.settings import Settings

PAUSE = 1.0
"""Seconds until a worker that has ended is replaced."""
_CUT = 10.0
"""Seconds that a worker has, after its requests were given theirs, to close what it has opened."""

log = logging.getLogger(__name__)


class WorkerFailed(OperatorError):
    """A worker process did not get ready; the log says why."""


@asynccontextmanager
async def workers(settings: Settings, listener: socket.socket, count: int) -> AsyncIterator[None]:
    """Have `count` processes answer what comes in on `listener`; one that ends is replaced.

    They are ready when the context begins, and gone when it has ended: each finishes its requests in flight.
    Raises WorkerFailed.
    """
    readiness = [asyncio.Event() for _ in range(count)]
    keepers = [asyncio.create_task(_keep(settings, listener, ready)) for ready in readiness]
    try:
        await _all_ready(readiness, keepers)
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


async def _all_ready(readiness: Sequence[asyncio.Event], keepers: Sequence[asyncio.Task[None]]) -> None:
    """Wait until all are ready, or raise what keeps one of them from it."""
    waiting = asyncio.create_task(_all_set(readiness))
    done, _ = await asyncio.wait([waiting, *keepers], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for each in done:
        each.result()


async def _all_set(events: Sequence[asyncio.Event]) -> None:
    for event in events:
        await event.wait()


async def _keep(settings: Settings, listener: socket.socket, ready: asyncio.Event) -> None:
    """Keep one worker going until cancelled. Raises WorkerFailed where the first one does not get ready."""
    while True:
        async with _process(settings, listener) as (process, told):
            await _readable(told.fileno())
            if told.poll() and _is_ready(told):
                ready.set()
            elif not ready.is_set():
                raise WorkerFailed
            await _readable(process.sentinel)
            log.warning("worker %s has ended; another one takes its place", process.pid)
        await asyncio.sleep(PAUSE)


@asynccontextmanager
async def _process(
    settings: Settings, listener: socket.socket
) -> AsyncIterator[tuple[SpawnProcess, Connection]]:
    """Start a worker, and stop it at the end if it still runs."""
    spawn = multiprocessing.get_context("spawn")
    told, tell = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_work, args=(settings, listener, tell))
    process.start()
    tell.close()
    try:
        yield process, told
    finally:
        told.close()
        process.terminate()
        try:
            await asyncio.wait_for(_readable(process.sentinel), DRAIN + _CUT)
        except TimeoutError:
            process.kill()
        process.join()


def _is_ready(told: Connection) -> bool:
    try:
        return bool(told.recv())
    except EOFError:
        return False


async def _readable(descriptor: int) -> None:
    """Wait until there is something to read, or nothing ever will be."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(descriptor, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(descriptor)


def _work(settings: Settings, listener: socket.socket, tell: Connection) -> None:
    """Be a worker, until SIGTERM, or until the process that started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_as_json()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_answer(settings, listener, tell))
        except OperatorError as error:
            raise SystemExit(str(error)) from error


async def _answer(settings: Settings, listener: socket.socket, tell: Connection) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    if parent := multiprocessing.parent_process():
        loop.add_reader(parent.sentinel, stop.set)
    async with answering(create_app(settings, rolls_up=False), listener):
        tell.send(True)
        await stop.wait()
