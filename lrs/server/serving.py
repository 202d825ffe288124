"""The whole service: its port, its processes, and the one that works on credit."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from lrs.app import create_app, credit_following
from lrs.secret import load_secret
from lrs.server.answering import answering
from lrs.server.listener import address, listen
from lrs.server.workers import workers
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from lrs.store.mongod import service_lock


@asynccontextmanager
async def serving(settings: Settings, host: str, port: int, processes: int = 1) -> AsyncIterator[str]:
    """Serve on `host` and `port` (0: any free one) and yield the address.

    With several `processes` that answer requests, this one works on credit alone. Raises AddressUnavailable,
    WorkerFailed, or DataFolderInUse where another service runs on the same data folder.
    """
    async with AsyncExitStack() as stack:
        if settings.mongodb_uri is None:
            stack.enter_context(service_lock(settings.data))
        listener = stack.enter_context(listen(host, port))
        await stack.enter_async_context(_answers(settings, listener, processes))
        yield address(host, listener)


@asynccontextmanager
async def _answers(settings: Settings, listener: socket.socket, processes: int) -> AsyncIterator[None]:
    if processes == 1:
        async with answering(create_app(settings), listener):
            yield
        return
    async with (
        open_deployment(settings, load_secret(settings.secret_path)) as store,
        credit_following(store),
        workers(settings, listener, processes),
    ):
        yield
