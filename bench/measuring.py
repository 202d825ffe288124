"""One store of a certain size: the ceilings beside it, what it does in a second, and what it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.attachment import post_attachment
from bench.ceilings import Ceilings, take_ceilings
from bench.service import Service, import_rate, serving, settle
from lrs.load.driver import drive
from lrs.load.figures import Figures
from lrs.load.target import Target
from lrs.load.works import Sample, Work, reads, writes
from lrs.store.connection import connected
from lrs.store.mongod import LocalMongod, local_mongod


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the store needs: bytes on disk for each statement, and resident memory in bytes by process.

    `service` is the memory of the service's processes, the first one first.
    """

    data: float
    indexes: float
    service: Sequence[int]
    mongod: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured at one size; `imported` is statements a second."""

    size: int
    ceilings: Ceilings
    imported: float
    works: Sequence[tuple[Work, Figures]]
    footprint: Footprint


async def measure(data: Path, size: int, seconds: float) -> Measured:
    """Fill a store in the folder `data` with `size` statements and measure it, `seconds` for each figure."""
    ceilings = await take_ceilings(data / "ceilings", seconds)
    imported, sample = await asyncio.to_thread(import_rate, data, size)
    with serving(data) as service:
        async with local_mongod(data) as mongod:
            disk = await _bytes_each(mongod)
            works = await _works(service, mongod, sample, seconds)
            await post_attachment(service.statements)
            memory = [each.memory_info().rss for each in [*service.processes(), psutil.Process(mongod.pid)]]
    return Measured(size, ceilings, imported, works, Footprint(*disk, memory[:-1], memory[-1]))


async def _works(
    service: Service, mongod: LocalMongod, sample: Sample, seconds: float
) -> list[tuple[Work, Figures]]:
    """Measure reads first, while the store has the size that it was filled to."""
    target, measured = service.statements, []
    for work in [*reads(target, sample), aggregate(service.url, target), *writes(target)]:
        settle([*service.processes(), psutil.Process(mongod.pid)])
        measured.append((work, await drive(target, work.requests, work.connections, seconds)))
    return measured


def aggregate(url: str, statements: Target) -> Work:
    """Ask the service at `url` what all of its statements add up to; xAPI has no such question."""
    target = Target(f"{url}/api/aggregate", statements.headers)
    return Work("aggregate by verb", 1, [target.get({"by": "verb"})])


async def _bytes_each(mongod: LocalMongod) -> tuple[float, float]:
    """Return the bytes on disk of one statement's document, and of its entries in the indexes.

    They are exact only after MongoDB was stopped and started, as it is between import and service.
    """
    async with connected(mongod.uri) as client:
        stats = await client["lrs_default"].command("collStats", "statements")
    return stats["storageSize"] / stats["count"], stats["totalIndexSize"] / stats["count"]
