"""A process that writes statements until its standard input ends, and prints the id of each."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from contextlib import suppress
from pathlib import Path

from lrs.errors import Unavailable
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store import clock
from lrs.store.connection import connected
from lrs.store.store import Store, open_store
from tests.statements import statement
from tests.store.samples import commit


async def write(store: Store, ended: asyncio.Event) -> None:
    while not ended.is_set():
        batch = [statement() for _ in range(random.choice((1, 1, 3, 20)))]  # noqa: S311
        with suppress(Unavailable):
            await commit(store, *batch)
            print(*(sent["id"] for sent in batch), sep="\n", flush=True)  # noqa: T201
        await asyncio.sleep(random.uniform(0, 0.04))  # noqa: S311


async def main(settings: Settings) -> None:
    clock.LEASE, clock.SAFETY = (float(argument) for argument in sys.argv[1:])
    async with (
        connected(str(settings.mongodb_uri)) as client,
        open_store(client, settings, load_secret(settings.secret_path)) as store,
    ):
        ended = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for _ in range(2):
                group.create_task(write(store, ended))
            await asyncio.to_thread(sys.stdin.read)
            ended.set()


if __name__ == "__main__":
    asyncio.run(main(Settings.from_environment(os.environ, data=Path(os.environ["LRS_DATA"]))))
