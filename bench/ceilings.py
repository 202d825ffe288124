"""What nothing on this machine can exceed: HTTP without a store, and the store without HTTP."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection

from bench.raw_inserts import insert_rate
from lrs.load.driver import drive
from lrs.load.figures import Figures
from lrs.load.target import Target
from lrs.load.works import Work, writes
from lrs.store.mongod import free_port, local_mongod

START = 30.0
"""Seconds that the bare endpoint has to start."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """`bare` are the figures of a bare aiohttp endpoint by the number of connections; `raw` the statements
    that insert_many stores in a second, by the size of its batches.
    """

    bare: Mapping[int, Figures]
    raw: Mapping[int, float]

    def of(self, work: Work) -> float:
        """Return the requests a second that this work cannot exceed."""
        if work.statements > 1:
            return self.raw[work.statements] / work.statements
        return self.bare.get(work.connections, self.bare[32]).rate


async def take_ceilings(data: Path, seconds: float) -> Ceilings:
    """Measure both, `seconds` for each figure, with a MongoDB of its own in the folder `data`."""
    with _bare() as target:
        works = writes(target)
        singles = [work for work in works if work.statements == 1]
        bare = {
            work.connections: await drive(target, work.requests, work.connections, seconds)
            for work in singles
        }
    async with local_mongod(data) as mongod:
        raw = {
            work.statements: await insert_rate(mongod.uri, work.statements, work.connections, seconds)
            for work in works
            if work.statements > 1
        }
    return Ceilings(bare, raw)


@contextmanager
def _bare() -> Iterator[Target]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)]) as process:  # noqa: S603
        try:
            _wait_for(port)
            yield Target(f"http://127.0.0.1:{port}/", {})
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + START
    while True:
        try:
            create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
