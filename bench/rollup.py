"""How quickly credit follows what is stored: `python -m bench.rollup`."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
import uvloop
from aiohttp import ClientSession

from bench.page import table
from bench.service import LRS, Service, import_rate, serving
from lrs.load.statements import statement, verb_id

POLICY = """
policy: bench-{number}
version: 1
title: Activity {number} of the benchmark
activity:
  id: https://cme.example/activities/{number}
  title: Activity {number}
  format: enduring material
provider: {{name: Example Hospital CME Office, id: "0001234", domain: cme.example}}
body: ama-pra
credit: {{type: AMA PRA Category 1 Credit, maximum: 1, step: 0.25, rounding: nearest, minimum: 0.25}}
earned_by: {{completed: true, score: {{at_least: 0.8}}}}
window: {{release: 2026-01-01, expiry: 2028-12-31}}
"""
BATCH = 50
ACTIVITIES = 200
"""What the statements are about."""
PROBE = 1.0
"""Seconds between two learners of whom is watched how long their credit takes."""
TOO_LATE = 60.0
"""Seconds after which a probe is given up."""


@click.command()
@click.option(
    "--policies",
    default=20,
    show_default=True,
    type=click.IntRange(1, ACTIVITIES),
    help="Activities that have credit.",
)
@click.option(
    "--size", default=100_000, show_default=True, type=click.IntRange(1), help="Statements to recompute."
)
@click.option(
    "--rate", default=2_000, show_default=True, type=click.IntRange(BATCH), help="Statements a second."
)
@click.option(
    "--seconds", default=300.0, show_default=True, type=click.FloatRange(PROBE), help="How long to follow."
)
def main(policies: int, size: int, rate: int, seconds: float) -> None:
    """Measure how many statements a second are recomputed, and how far credit lags behind a steady ingest."""
    with tempfile.TemporaryDirectory(prefix="cme-lrs-bench-") as folder:
        data = Path(folder)
        import_rate(data, size)
        for number in range(policies):
            (data / "policy.yaml").write_text(POLICY.format(number=number))
            _lrs("policies", "activate", str(data / "policy.yaml"), data=data)
        taken, entries = _recomputation(data)
        with serving(data) as service:
            sent, lags = uvloop.run(_followed(service, rate, seconds))
    evidence = size * policies // ACTIVITIES
    rows = [
        (
            "recomputed, statements/s",
            f"{evidence / taken:,.0f}",
            f"{evidence:,} statements on activities with credit, {entries:,} awards",
        ),
        ("ingested meanwhile, statements/s", f"{sent / seconds:,.0f}", f"{rate:,} were wanted"),
        ("lag, median", f"{_at(lags, 0.5):.2f} s", f"{len(lags)} probes"),
        ("lag, worst", f"{max(lags):.2f} s", ""),
    ]
    click.echo(table(("roll-up", "figure", "of"), rows))


def _recomputation(data: Path) -> tuple[float, int]:
    """Return the seconds that recomputing everything takes, and how many ledger entries that writes."""
    idle = _timed("credits", "list", "--learner", "nobody", data=data)[0]
    taken, said = _timed("credits", "recompute", data=data)
    written = re.match(r"(\d+) ledger", said)
    if written is None:
        raise RuntimeError(f"nothing was recomputed: {said}")
    return taken - idle, int(written[1])


def _timed(*command: str, data: Path) -> tuple[float, str]:
    began = time.perf_counter()
    said = _lrs(*command, data=data)
    return time.perf_counter() - began, said


def _lrs(*command: str, data: Path) -> str:
    return subprocess.run(  # noqa: S603
        [LRS, *command, "--data", str(data)], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


async def _followed(service: Service, rate: int, seconds: float) -> tuple[int, Sequence[float]]:
    """Post at a steady rate; return how many statements that were, and the lag of each probe, in seconds."""
    async with ClientSession(headers=service.statements.headers) as session:
        probing = asyncio.create_task(_probe(service, session, seconds))
        sent = await _ingest(service, session, rate, seconds)
        return sent, await probing


async def _ingest(service: Service, session: ClientSession, rate: int, seconds: float) -> int:
    source = random.Random(rate)  # noqa: S311  # test data
    batches = [msgspec.json.encode([statement(source) for _ in range(BATCH)]) for _ in range(20)]
    until, pause, sent = time.monotonic() + seconds, BATCH / rate, 0
    answered = asyncio.Semaphore(8)

    async def post(batch: bytes) -> None:
        async with answered:
            headers = {"Content-Type": "application/json"}
            async with session.post(service.statements.url, data=batch, headers=headers) as response:
                response.raise_for_status()

    async with asyncio.TaskGroup() as posts:
        due = time.monotonic()
        while due < until:
            await asyncio.sleep(due - time.monotonic())
            async with answered:
                posts.create_task(post(batches[sent // BATCH % len(batches)]))
            sent, due = sent + BATCH, max(due + pause, time.monotonic() - pause)
    return sent


async def _probe(service: Service, session: ClientSession, seconds: float) -> list[float]:
    lags: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        lags.append(await _lag(service, session, f"probe{len(lags)}"))
        await asyncio.sleep(max(0.0, PROBE - lags[-1]))
    return lags


async def _lag(service: Service, session: ClientSession, name: str) -> float:
    """Return the seconds from when a completion is acknowledged until its award can be read."""
    mbox = f"mailto:{name}@hospital.example"
    completed = {
        "actor": {"mbox": mbox},
        "verb": {"id": verb_id("completed")},
        "object": {"id": "https://cme.example/activities/0"},
        "result": {"completion": True, "score": {"scaled": 1}},
    }
    async with session.post(service.statements.url, json=completed) as response:
        response.raise_for_status()
    began = time.monotonic()
    async with asyncio.timeout(TOO_LATE):
        while not await _awards(service, session, mbox):
            await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _awards(service: Service, session: ClientSession, mbox: str) -> list[object]:
    parameters = {"agent": msgspec.json.encode({"mbox": mbox}).decode()}
    async with session.get(f"{service.url}/api/awards", params=parameters) as response:
        response.raise_for_status()
        awards: list[object] = (await response.json())["awards"]
        return awards


def _at(figures: Sequence[float], share: float) -> float:
    return sorted(figures)[int(len(figures) * share)]


if __name__ == "__main__":
    main()
