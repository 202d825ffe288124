"""A process that lets credit follow what is stored until it is killed; it says when it has begun."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from lrs.rollup.worker import Worker
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.connection import connected
from lrs.store.store import open_store


async def main(settings: Settings) -> None:
    async with (
        connected(str(settings.mongodb_uri)) as client,
        open_store(client, settings, load_secret(settings.secret_path)) as store,
    ):
        print("begun", flush=True)  # noqa: T201
        await Worker(store).run()


if __name__ == "__main__":
    asyncio.run(main(Settings.from_environment(os.environ, data=Path(os.environ["LRS_DATA"]))))
