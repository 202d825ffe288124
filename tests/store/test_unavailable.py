"""While MongoDB is away nothing is claimed, and when it is back the same request succeeds once."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest

from lrs.background import in_background
from lrs.errors import Unavailable
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store import clock as clock_module
from lrs.store.connection import ConnectionRefused, connected
from lrs.store.mongod import LocalMongod, local_mongod
from lrs.store.store import Store, open_store
from tests.statements import statement
from tests.store.samples import commit, stored


@pytest.fixture
async def mongod(tmp_path: Path) -> AsyncIterator[LocalMongod]:
    """Return a MongoDB of this test's own, which is brought back when it ends."""
    async with local_mongod(tmp_path) as running, in_background(running.keep_alive(), "mongod"):
        yield running


@pytest.fixture
async def fragile(
    mongod: LocalMongod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Store]:
    """Return a store in it, whose commits take two seconds at the most."""
    monkeypatch.setattr(clock_module, "LEASE", clock_module.SAFETY + 2)
    async with (
        connected(mongod.uri) as client,
        open_store(client, Settings(data=tmp_path), Secret(b"x" * 32)) as opened,
    ):
        yield opened


async def commit_in_the_end(store: Store, *sent: dict[str, object]) -> None:
    """Send a batch again until it is acknowledged, as a client does."""
    async with asyncio.timeout(30):
        while True:
            with suppress(Unavailable):
                await commit(store, *sent)
                return
            await asyncio.sleep(0.1)


async def test_a_mongodb_that_stands_still_is_unavailable_in_time_and_loses_nothing(
    mongod: LocalMongod, fragile: Store
) -> None:
    first, second = [statement() for _ in range(5)], [statement() for _ in range(5)]
    await commit(fragile, *first)
    os.kill(mongod.pid, SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(Unavailable) as refused:
            await commit(fragile, *second)
        assert time.monotonic() - began < 3
        assert refused.value.retry_after
        stale = await fragile.clock.consistent_through()
        assert await fragile.clock.consistent_through() == stale, "no bound without MongoDB"
    finally:
        os.kill(mongod.pid, SIGCONT)
    await commit_in_the_end(fragile, *second)
    assert await fragile.statements.count() == 10
    for sent in (*first, *second):
        assert await stored(fragile, sent["id"])


async def test_a_mongodb_that_is_killed_comes_back_with_all_that_was_acknowledged(
    mongod: LocalMongod, fragile: Store
) -> None:
    batches = [[statement() for _ in range(3)] for _ in range(30)]
    acknowledged: list[str] = []

    async def write() -> None:
        for batch in batches:
            await commit_in_the_end(fragile, *batch)
            acknowledged.extend(sent["id"] for sent in batch)
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        await asyncio.sleep(0.3)
        os.kill(mongod.pid, SIGKILL)
    assert len(acknowledged) == await fragile.statements.count() == 90
    for name in acknowledged:
        assert await stored(fragile, name)


async def test_what_cannot_be_used_as_mongodb_is_told_in_a_sentence() -> None:
    for uri in ("mongodb://", "mongodb://x:port/", "mongodb://a:b@c@d/", "http://127.0.0.1"):
        with pytest.raises(ConnectionRefused, match="LRS_MONGODB_URI"):
            async with connected(uri):
                pass


async def test_wrong_credentials_are_told(mongodb_uri: str) -> None:
    wrong = mongodb_uri.replace("://lrs:", "://lrs:wrong")
    with pytest.raises(ConnectionRefused, match="refuses the credentials"):
        async with connected(wrong):
            pass


async def test_reads_go_to_the_primary_whatever_the_uri_says(mongodb_uri: str) -> None:
    async with connected(f"{mongodb_uri}&readPreference=secondary&w=1&readConcernLevel=local") as client:
        assert client.read_preference.name == "Primary"
        assert client.write_concern.document == {"w": "majority", "j": True}
        assert client.read_concern.level == "majority"
