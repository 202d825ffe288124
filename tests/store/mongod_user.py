"""A process that uses the MongoDB of a data folder until its standard input ends."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvloop

from lrs.store.mongod import local_mongod


async def use(data: Path) -> None:
    async with local_mongod(data) as mongod:
        print(mongod.pid, flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(use(Path(sys.argv[1])))
