"""Measure and print a table: `make bench`. The ratios count; the absolute figures are this machine's."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import nan
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
from aiohttp import encode_basic_auth
from rich.console import Console
from rich.table import Table

from bench.load import Figures, Request, drive
from bench.raw_inserts import insert_rate
from bench.statements import learner, statement
from lrs.store.mongod import free_port, local_mongod

SECONDS = 5.0
LRS = str(Path(sys.executable).with_name("lrs"))


def main() -> None:
    """Run every measurement in turn, on an empty store in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="cme-lrs-bench-") as folder:
        data = Path(folder)
        ceilings = asyncio.run(_ceilings(data))
        port = free_port()
        command = [LRS, "serve", "--data", folder, "--port", str(port)]
        with _process(command, f"http://127.0.0.1:{port}/readyz"):
            _show(
                ceilings, asyncio.run(_service(f"http://127.0.0.1:{port}/xapi/statements", _headers(folder)))
            )


async def _ceilings(data: Path) -> dict[str, Figures]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    with _process([sys.executable, "-m", "bench.bare", str(port)], url):
        figures = {"bare aiohttp, single POST": await drive(url, {}, _posts(1), 32, SECONDS)}
    async with local_mongod(data / "raw") as mongod:
        rate = await insert_rate(mongod.uri, 50, 8, SECONDS)
    return figures | {"raw insert_many of 50": Figures(rate / 50, nan, nan)}


async def _service(url: str, headers: dict[str, str]) -> dict[str, Figures]:
    figures = {
        "single POST, 32 connections": await drive(url, headers, _posts(1), 32, SECONDS),
        "batches of 50, 8 connections": await drive(url, headers, _posts(50), 8, SECONDS),
    }
    await asyncio.sleep(2)
    agents = {"agent": json.dumps({"mbox": learner(7)}), "limit": "25"}
    for name, parameters in {"GET by agent, 25 results": agents, "latest 100": {"limit": "100"}}.items():
        figures[name] = await drive(url, headers, _gets(parameters), 8, SECONDS)
    return figures


def _gets(parameters: dict[str, str]) -> Request:
    return lambda: {"method": "GET", "params": parameters}


def _posts(size: int) -> Request:
    source = random.Random(size)  # noqa: S311  # test data

    def request() -> dict[str, Any]:
        batch = [statement(source) for _ in range(size)]
        return {"method": "POST", "data": msgspec.json.encode(batch if size > 1 else batch[0])}

    return request


def _headers(folder: str) -> dict[str, str]:
    command = [LRS, "keys", "create", "bench", "--scope", "all", "--json", "--data", folder]
    made = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    return {
        "Authorization": encode_basic_auth(made["key"], made["secret"]),
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
    }


@contextmanager
def _process(command: list[str], answers: str) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(200):
            time.sleep(0.1)
            try:
                urlopen(answers)  # noqa: S310
            except OSError as error:
                if getattr(error, "code", None) == 405:
                    break
            else:
                break
        yield
    finally:
        process.terminate()
        process.wait(60)


def _show(ceilings: dict[str, Figures], service: dict[str, Figures]) -> None:
    bare, raw = ceilings.values()
    table = Table("work", "requests/s", "of the ceiling", "median ms", "p99 ms")
    for name, figures in (ceilings | service).items():
        ceiling = raw if "of 50" in name else bare
        row = (f"{figures.rate:,.0f}", f"{figures.rate / ceiling.rate:.2f}")
        table.add_row(name, *row, f"{figures.median:.1f}", f"{figures.p99:.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
