"""The machine that the figures are taken on."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import psutil

from lrs.store.connection import connected
from lrs.store.mongod import local_mongod

SYNCS = 50


async def describe(data: Path) -> Mapping[str, str]:
    """Return what the figures depend on, by name; the disk is that of the folder `data`."""
    async with local_mongod(data / "machine") as mongod, connected(mongod.uri) as client:
        mongodb = (await client.server_info())["version"]
    return {
        "Day": datetime.now(UTC).date().isoformat(),
        "Processor": f"{os.cpu_count()} cores, {_model()}",
        "Memory": f"{psutil.virtual_memory().total / 1024**3:.0f} GiB",
        "Disk": f"fsync of 4 KiB in {_sync_milliseconds(data):.2f} ms, the median of {SYNCS}",
        "System": platform.platform(),
        "Python": f"{platform.python_version()}, aiohttp {aiohttp.__version__}",
        "MongoDB": mongodb,
    }


def _model() -> str:
    """Return the processor's name; the standard library knows it on some systems only."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _sync_milliseconds(folder: Path) -> float:
    taken = []
    with (folder / "sync").open("wb") as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000
