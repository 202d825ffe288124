"""The store that the settings name: in the user's MongoDB, or in the local one of the data folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from lrs.background import in_background
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store.connection import connected
from lrs.store.mongod import local_mongod
from lrs.store.store import Store, open_store


@asynccontextmanager
async def open_deployment(settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Open the store of a deployment; a local MongoDB is started by its first user and stopped by its last.

    Raises LocalMongodError or ConnectionRefused, each with a sentence that says what to do.
    """
    async with AsyncExitStack() as stack:
        uri = settings.mongodb_uri
        if uri is None:
            mongod = await stack.enter_async_context(local_mongod(settings.data))
            await stack.enter_async_context(in_background(mongod.keep_alive(), "local MongoDB"))
            uri = mongod.uri
        client = await stack.enter_async_context(connected(uri))
        yield await stack.enter_async_context(open_store(client, settings, secret))
