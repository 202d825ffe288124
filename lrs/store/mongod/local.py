"""The local MongoDB as its users see it: theirs while they use it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from lrs.store.mongod.errors import LocalMongodError
from lrs.store.mongod.folder import DataFolder, open_folder
from lrs.store.mongod.keyfile import read_or_create
from lrs.store.mongod.launch import HOST, stop
from lrs.store.mongod.locks import exclusive, lock_file, release, share, try_exclusive
from lrs.store.mongod.replica import service_uri
from lrs.store.mongod.running import Running, bring_up

logger = logging.getLogger(__name__)

_STEADY_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 30.0


class LocalMongod:
    """The mongod of a data folder, for as long as its context lasts."""

    def __init__(self, folder: DataFolder, secret: str, running: Running) -> None:
        self._folder = folder
        self._secret = secret
        self._running = running

    @property
    def uri(self) -> str:
        """The MongoDB URI with the service's credentials; it stays the same for the whole context."""
        return service_uri(self.port, self._secret)

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1."""
        return self._running.port

    @property
    def pid(self) -> int:
        """The process id, which changes when mongod was started again."""
        return self._running.pid

    async def keep_alive(self) -> None:
        """Start mongod again, on its port, whenever it ends, until cancelled; for long-running services.

        Run it as a task that ends before this mongod's context does. Another user of the folder may be
        quicker to start it. What goes wrong is logged and tried again, after 1 second, then 2, 4 and so on up
        to 30.
        """
        pause = 0.0
        while True:
            lived = await self._lifetime()
            if lived > _STEADY_SECONDS:
                pause = 0.0
            await asyncio.sleep(pause)
            pause = min(max(1.0, 2 * pause), _LONGEST_PAUSE_SECONDS)
            await self._restart()

    async def _lifetime(self) -> float:
        """Wait until mongod ends, which also ends a connection to it; return the seconds that took."""
        clock = asyncio.get_running_loop().time
        began = clock()
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(HOST, self.port)
            try:
                await reader.read()
            finally:
                writer.close()
        return clock() - began

    async def _restart(self) -> None:
        try:
            async with exclusive(self._folder.start_lock):
                running = await bring_up(self._folder, self._secret, keep_port=True)
        except LocalMongodError as error:
            logger.error("mongod ended and could not be started again: %s", error)  # noqa: TRY400
            return
        if running != self._running:
            logger.warning("mongod (pid %d) ended; it runs again (pid %d)", self.pid, running.pid)
            self._running = running


@asynccontextmanager
async def local_mongod(data: Path) -> AsyncIterator[LocalMongod]:
    """Use the MongoDB in the data folder, together with everybody else who does.

    The first to come starts mongod, as a replica set of one member that listens on 127.0.0.1 only and that
    nobody enters without the folder's secret; the last to leave stops it. One that was left behind by a
    process that was killed is taken over.

    Raises LocalMongodError when there is no mongod or it does not start; the message says why. Needs flock
    and fork: Linux or macOS, not Windows.
    """
    folder = open_folder(data)
    with lock_file(folder.users_lock) as users:
        mongod = await _enter(folder, users)
        try:
            yield mongod
        finally:
            await _leave(folder, users)


async def _enter(folder: DataFolder, users: int) -> LocalMongod:
    async with exclusive(folder.start_lock):
        alone = try_exclusive(users)
        share(users)
        secret = read_or_create(folder.secret)
        running = await bring_up(folder, secret, keep_port=not alone)
        return LocalMongod(folder, secret, running)


async def _leave(folder: DataFolder, users: int) -> None:
    async with exclusive(folder.start_lock):
        if try_exclusive(users):
            await stop(folder)
            release(users)
