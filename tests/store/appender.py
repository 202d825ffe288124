"""A process that appends awards of its own to the ledger until it is killed, and prints how many."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from lrs.errors import Unavailable
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.connection import connected
from lrs.store.store import open_store
from tests.store.test_ledger import entry


async def main(settings: Settings, name: str) -> None:
    async with (
        connected(str(settings.mongodb_uri)) as client,
        open_store(client, settings, load_secret(settings.secret_path)) as store,
    ):
        appended = 0
        while True:
            batch = [entry(f"{name} {appended + n}") for n in range(3)]
            with suppress(Unavailable):  # what a killed process has begun is in the way for up to a minute
                assert await store.ledger.append_all(batch) == []
                appended += len(batch)
                print(appended, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(Settings.from_environment(os.environ, data=Path(os.environ["LRS_DATA"])), sys.argv[1]))
