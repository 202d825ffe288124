"""Bringing the mongod of a data folder up, whatever state it is in. The caller holds the start lock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from pymongo.errors import OperationFailure, PyMongoError

from lrs.store.mongod.binary import find_mongod
from lrs.store.mongod.errors import LocalMongodError, PortTaken
from lrs.store.mongod.folder import DataFolder
from lrs.store.mongod.launch import HOST, launch, stop
from lrs.store.mongod.ports import free_port, is_free
from lrs.store.mongod.replica import AUTHENTICATION_FAILED, set_up

_ANSWER_SECONDS = 15.0
_SET_UP_SECONDS = 60.0
_POLL_SECONDS = 0.05
_FREE_TRIES = 20
_OTHER_PORTS = 5


@dataclass(frozen=True, slots=True)
class Running:
    """A mongod that serves the folder: its TCP port on 127.0.0.1 and its process id."""

    port: int
    pid: int


async def bring_up(folder: DataFolder, secret: str, *, keep_port: bool) -> Running:
    """Join the folder's mongod if one runs, or else start one.

    With `keep_port` it is started on the port last used or not at all, for those whose clients know it.
    Raises LocalMongodError.
    """
    return await _join(folder, secret) or await _start(folder, secret, keep_port=keep_port)


async def _join(folder: DataFolder, secret: str) -> Running | None:
    """Join the mongod that serves the folder; None when there is none, or no longer."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            while folder.is_served():
                if running := await _greet(folder, secret):
                    return running
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        raise _not_ours(folder) from None
    return None


async def _greet(folder: DataFolder, secret: str) -> Running | None:
    """Return the serving mongod once it proves to be this folder's; None while it does not answer."""
    port = folder.port()
    if port is None:
        raise _not_ours(folder)
    if not await _listens(port):
        return None
    try:
        pid = await set_up(port, secret)
    except OperationFailure as error:
        if error.code == AUTHENTICATION_FAILED:
            raise _not_ours(folder) from None
        return None
    except PyMongoError:
        return None
    if pid != folder.mongod_pid():
        raise _not_ours(folder)
    return Running(port, pid)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


def _not_ours(folder: DataFolder) -> LocalMongodError:
    return LocalMongodError(
        f"the data folder {folder.root} is in use by a mongod (pid {folder.mongod_pid() or 'unknown'}) "
        "that does not answer as this service's own: stop it, or give the service another folder"
    )


async def _start(folder: DataFolder, secret: str, *, keep_port: bool) -> Running:
    """Start a mongod; what prevents its use ends it again."""
    port = await _launch(folder, keep_port=keep_port)
    try:
        async with asyncio.timeout(_SET_UP_SECONDS):
            return Running(port, await set_up(port, secret))
    except (PyMongoError, TimeoutError) as error:
        await stop(folder)
        raise LocalMongodError(f"mongod could not be set up: {error}; its log is {folder.log}") from error
    except BaseException:
        await stop(folder)
        raise


async def _launch(folder: DataFolder, *, keep_port: bool) -> int:
    """Return the port on which mongod was started: another than the last one only if that is taken."""
    binary = find_mongod()
    for port in _ports(folder.port(), keep_port=keep_port):
        if not await _becomes_free(port):
            continue
        folder.remember_port(port)
        with suppress(PortTaken):  # by somebody who was quicker
            await launch(binary, folder, port)
            return port
    raise PortTaken(f"another program listens on port {folder.port()}, which mongod had until now")


async def _becomes_free(port: int) -> bool:
    """Give a mongod that just ended time to let go of its port, which it does after its files."""
    for _ in range(_FREE_TRIES):
        if is_free(port, HOST):
            return True
        await asyncio.sleep(_POLL_SECONDS)
    return False


def _ports(last: int | None, *, keep_port: bool) -> Iterator[int]:
    if last is not None:
        yield last
    if not keep_port:
        yield from (free_port(HOST) for _ in range(_OTHER_PORTS))
