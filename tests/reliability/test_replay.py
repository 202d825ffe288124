"""The same statements end in the same awards, in whatever order they come and whoever is killed meanwhile."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lrs.credits.policy import parse
from lrs.rollup.recompute import Recomputation
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store.connection import Client
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store, open_store
from lrs.xapi import raw
from tests.conftest import Databases
from tests.store.samples import commit

ROOT = Path(__file__).parents[2]
ORDERS = 20
POLICY = """
policy: videos-by-{once_per}
version: 1
title: Haemorrhage control
activity:
  id: https://books.allogy.com/v1/tenant/8/media/*
  title: Haemorrhage control
  format: enduring material
provider: {{name: Example Hospital CME Office, id: "0001234", domain: cme.example}}
body: ama-pra
credit: {{type: AMA PRA Category 1 Credit, maximum: 3, step: 0.25, rounding: nearest, minimum: 0.25}}
basis: {{fixed: 0.25}}
earned_by: {{completed: true}}
once_per: {once_per}
window: {{release: 2020-01-01, expiry: 2020-12-31}}
"""


@pytest.fixture(scope="module")
def statements(shared: Path) -> list[bytes]:
    """Return real statements: six learners, with videos and surveys on haemorrhage control."""
    file = shared / "data" / "tccc.json.gz"
    if not file.exists():
        pytest.skip(f"no reference data here: {file.name}")
    return raw.split(gzip.decompress(file.read_bytes()))


@contextmanager
def roller(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Have a process of its own work on credit; it is killed at the end, if it was not before."""
    where = {"LRS_MONGODB_URI": str(settings.mongodb_uri), "LRS_DATABASE": settings.database}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.roller"],
        cwd=ROOT,
        env=os.environ | where | {"LRS_DATA": str(settings.data), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.kill()


async def put_into_force(store: Store) -> None:
    for once_per in ("activity", "date"):
        text = POLICY.format(once_per=once_per)
        await store.policies.activate(parse(text), text.encode())


async def awards(store: Store) -> bytes:
    """Return all that stands, but for how it came about: the number of entries, their names and reasons."""
    how = ("id", "number", "kind", "previous", "reason")
    found = [asdict(entry) async for entry in store.ledger.awards(AwardQuery()) if entry.kind != "revoked"]
    kept = [{name: value for name, value in each.items() if name not in how} for each in found]
    return msgspec.json.encode(kept, enc_hook=str)


async def replay(settings: Settings, store: Store, sent: list[bytes], chance: random.Random) -> None:
    """Commit in batches of any size while processes that work on credit are killed at any moment."""
    while sent:
        with roller(settings) as process:
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            for _ in range(chance.randrange(1, 4)):
                size = chance.randrange(1, 500)
                await commit(store, *sent[:size])
                sent = sent[size:]
            await asyncio.sleep(chance.uniform(0, 0.3))
            process.kill()


async def settled(settings: Settings, store: Store, expected: bytes) -> bytes:
    """Return what stands once a process that nobody kills has had the time to come to what is expected."""
    with roller(settings) as process:
        assert process.stdout
        assert await asyncio.to_thread(process.stdout.readline) == "begun\n"
        for _ in range(600):
            if await awards(store) == expected:
                break
            await asyncio.sleep(0.2)
        await asyncio.sleep(0.5)
    return await awards(store)


@pytest.mark.parametrize("part", range(4))
async def test_a_replay_in_any_order_with_processes_killed_ends_in_the_same_awards(
    client: Client,
    settings: Settings,
    secret: Secret,
    databases: Databases,
    statements: list[bytes],
    part: int,
) -> None:
    async with open_store(client, settings, secret) as store:
        await put_into_force(store)
        await commit(store, *statements)
        await Recomputation(store).everything()
        expected = await awards(store)
    found: list[dict[str, Any]] = msgspec.json.decode(expected)
    assert len(found) > 50
    for order in range(part, ORDERS, 4):
        chance = random.Random(order)  # noqa: S311  # which order it is
        with databases.one() as name:
            other = replace(settings, database=name)
            async with open_store(client, other, secret) as store:
                await put_into_force(store)
                await replay(other, store, chance.sample(statements, len(statements)), chance)
                assert await settled(other, store, expected) == expected, f"order {order}"
