"""The bound that GET statements name is true: nothing can appear below it any more."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest

from lrs.errors import Unavailable
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store import clock as clock_module
from lrs.store.clock import Clock, microseconds, moment
from lrs.store.committer import Committer
from lrs.store.connection import Client
from lrs.store.queries import Query
from lrs.store.store import Store, open_store
from tests.statements import statement
from tests.store.samples import AUTHORITY_KEY, commit, ids, incoming, stored_at, until

ROOT = Path(__file__).parents[2]
EVER = datetime(2020, 1, 1, tzinfo=UTC)


class Writer:
    """Another process that writes statements."""

    def __init__(self, settings: Settings, lease: float, safety: float) -> None:
        environment = os.environ | {
            "LRS_MONGODB_URI": str(settings.mongodb_uri),
            "LRS_DATABASE": settings.database,
            "LRS_DATA": str(settings.data),
            "PYTHONPATH": str(ROOT),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.writer", str(lease), str(safety)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.acknowledged = [self.process.stdout.readline().strip()]

    def finish(self) -> None:
        """Have it stop as a service does."""
        self.acknowledged += self.process.communicate()[0].split()
        assert self.process.returncode == 0

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.kill()
        self.acknowledged += self.process.communicate()[0].split()[:-1]  # the last may be cut off


@contextmanager
def writers(
    settings: Settings, count: int, *, lease: float = 20, safety: float = 3
) -> Iterator[list[Writer]]:
    """Run processes that write; those still there at the end finish in peace."""
    started = [Writer(settings, lease, safety) for _ in range(count)]
    try:
        yield started
    finally:
        for writer in started:
            if writer.process.returncode is None:
                writer.process.send_signal(SIGCONT)
                writer.finish()


class Follower:
    """Reads what lies between one bound and the next, and never looks back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.seen: list[str] = []
        self.through = EVER

    async def read(self) -> None:
        through = await self.clock.consistent_through()
        assert through >= self.through, "a bound never goes back"
        self.seen += await ids(self.store, Query(since=self.through, until=through, ascending=True), limit=50)
        self.through = through

    async def catch_up(self) -> None:
        """Read until nothing can come that was stored up to now."""
        now = datetime.now(UTC)
        while self.through < now:
            await self.read()
            await asyncio.sleep(0.02)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Read on and on for as long as the context lasts."""
        ended = asyncio.Event()

        async def follow() -> None:
            while not ended.is_set():
                await self.read()
                await asyncio.sleep(0.01)

        async with asyncio.TaskGroup() as group:
            group.create_task(follow())
            yield
            ended.set()


async def all_ids(store: Store) -> list[str]:
    return await ids(store, Query(ascending=True), limit=500)


@pytest.fixture
async def other(client: Client, settings: Settings, secret: Secret, store: Store) -> AsyncIterator[Store]:
    """Return another store of the same tenant, as a second process would open it."""
    async with open_store(client, settings, secret) as opened:
        yield opened


async def test_stored_times_strictly_increase_over_all_writers(store: Store, other: Store) -> None:
    async def write(writer: Store) -> None:
        times = []
        for _ in range(30):
            sent = [statement() for _ in range(3)]
            await commit(writer, *sent)
            times += [await stored_at(store, each["id"]) for each in sent]
        assert times == sorted(set(times))

    await asyncio.gather(write(store), write(other), write(other))
    keys = [document["at"] async for document in store.database["statements"].find({}, {"at": 1})]
    assert len(set(keys)) == 270


async def test_what_was_stored_lies_below_the_bound_at_once(store: Store) -> None:
    for _ in range(10):
        sent = statement()
        await commit(store, sent)
        assert await stored_at(store, sent["id"]) <= await store.clock.consistent_through()
        await asyncio.sleep(0.03)


async def test_what_one_process_stores_soon_lies_below_the_bound_of_another(
    store: Store, other: Store
) -> None:
    sent = statement()
    await commit(other, sent)
    at = await stored_at(store, sent["id"])

    async def passed() -> bool:
        return await store.clock.consistent_through() >= at

    await until(passed, seconds=3)


async def test_the_bound_waits_for_what_is_not_committed_yet(store: Store, other: Store) -> None:
    with store.clock.take(3) as taken:
        first = moment(taken.keys[0] >> clock_module.WRITER_BITS)
        await asyncio.sleep(3 * clock_module.HEARTBEAT)
        assert await store.clock.consistent_through() < first
        assert await other.clock.consistent_through() < first
    assert await store.clock.consistent_through() < datetime.now(UTC)
    await asyncio.sleep(3 * clock_module.HEARTBEAT)
    assert await other.clock.consistent_through() > first


async def test_the_bound_does_not_wait_for_what_was_refused(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.clock.take(1):
        1 / 0  # noqa: B018
    now = datetime.now(UTC)
    assert await store.clock.consistent_through() >= now


async def test_a_follower_of_several_processes_misses_nothing(
    store: Store, other: Store, settings: Settings
) -> None:
    followers = [Follower(store, store.clock), Follower(store, other.clock)]
    with writers(settings, 2) as processes:
        async with followers[0].following(), followers[1].following():
            ends = time.monotonic() + 2
            while time.monotonic() < ends:
                await commit(store, *(statement() for _ in range(5)))
                await asyncio.sleep(0.01)
    acknowledged = [name for process in processes for name in process.acknowledged]
    everything = await all_ids(store)
    assert set(acknowledged) <= set(everything)
    assert len(everything) > 100
    for follower in followers:
        await follower.catch_up()
        assert follower.seen == everything


async def test_a_process_that_stood_still_stores_nothing_below_what_was_named_meanwhile(
    store: Store, settings: Settings
) -> None:
    follower = Follower(store, store.clock)
    with writers(settings, 1, lease=1.5, safety=0.7) as [process]:
        async with follower.following():
            await asyncio.sleep(0.3)
            process.process.send_signal(SIGSTOP)
            stopped = datetime.now(UTC)
            await asyncio.sleep(0.6)
            assert follower.through < stopped + timedelta(seconds=clock_module.FRESH), "it may yet write"
            await asyncio.sleep(2)
            assert follower.through > stopped + timedelta(seconds=1), "its lease has ended"
            known = len(follower.seen)
            process.process.send_signal(SIGCONT)
            await asyncio.sleep(1.5)
    await follower.catch_up()
    assert len(follower.seen) > known, "it writes again"
    assert follower.seen == await all_ids(store)


async def test_a_process_that_was_killed_is_waited_for_as_long_as_its_lease(
    store: Store, settings: Settings
) -> None:
    follower = Follower(store, store.clock)
    with writers(settings, 1, lease=2, safety=1) as [process]:
        async with follower.following():
            await asyncio.sleep(0.3)
            process.kill()
            killed = datetime.now(UTC)
            await asyncio.sleep(1)
            assert follower.through < killed
            await asyncio.sleep(2)
            assert follower.through > killed
    everything = await all_ids(store)
    assert set(process.acknowledged) <= set(everything)
    assert follower.seen == everything
    # It may have left a transaction open, which the database of this test cannot be dropped with.
    await store.database.client.admin.command("killSessions", [])


class Slow(Clock):
    """The clock of a machine whose time is an hour behind."""

    @staticmethod
    def _now() -> int:
        return Clock._now() - 3600 * 1_000_000


class Fast(Clock):
    """The clock of a machine whose time is an hour ahead."""

    @staticmethod
    def _now() -> int:
        return Clock._now() + 3600 * 1_000_000


async def store_by(clock: Clock, store: Store) -> datetime:
    """Store a statement at a time that `clock` gives out, and return that."""
    sent = incoming(statement())
    committer = Committer(store.database, clock, store.references, store.definitions)
    async with committer.running():
        await committer.commit([sent], AUTHORITY_KEY)
    return await stored_at(store, str(sent.id))


async def test_a_writer_with_a_clock_behind_starts_above_every_bound(store: Store) -> None:
    slow = Slow(store.database)
    follower = Follower(store, store.clock)
    async with follower.following(), slow.running():
        for _ in range(5):
            before = follower.through
            assert await store_by(slow, store) > before
            await asyncio.sleep(0.2)
    await follower.catch_up()
    assert len(follower.seen) == 5


async def test_a_bound_stays_true_when_whoever_gave_it_out_is_gone(
    client: Client, settings: Settings
) -> None:
    db = client[settings.database]
    fast, slow = Fast(db), Slow(db)
    async with fast.running():
        bound = await fast.consistent_through()
        assert bound > datetime.now(UTC) + timedelta(minutes=59)
    async with slow.running():
        with slow.take(1) as taken:
            assert taken.keys[0] > microseconds(bound) << clock_module.WRITER_BITS
        assert await slow.consistent_through() >= bound


async def test_a_bound_stays_true_when_whoever_gave_it_out_was_killed(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "LEASE", 4.0)
    db = client[settings.database]
    fast, slow = Fast(db), Slow(db)
    await fast._join()  # and never a heartbeat
    await asyncio.sleep(clock_module.FRESH / 2)
    bound = await fast.consistent_through()
    async with slow.running():
        with slow.take(1) as taken:
            assert taken.keys[0] > microseconds(bound) << clock_module.WRITER_BITS


async def test_a_writer_whose_lease_is_about_to_end_writes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "SAFETY", clock_module.LEASE)
    with pytest.raises(Unavailable):
        await commit(store, statement())
    assert await store.statements.count() == 0


async def test_a_writer_whose_lease_has_ended_joins_again(store: Store) -> None:
    bound = await store.clock.consistent_through()
    await store.database["writers"].update_many({}, {"$set": {"expires": EVER}})
    other = Slow(store.database)
    async with other.running():
        await store_by(other, store)
        await asyncio.sleep(2 * clock_module.FRESH)
        assert await store_by(store.clock, store) > bound
        slots = [
            json.dumps(each["_id"])
            async for each in store.database["writers"].find({"expires": {"$gt": EVER}})
        ]
        assert len(slots) == 2


async def test_the_bound_stays_where_it_was_while_nothing_can_be_published(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "HEARTBEAT", 60)
    monkeypatch.setattr(clock_module, "PATIENCE", 0.05)
    await asyncio.sleep(1.2)
    stale = await store.clock.consistent_through()
    assert stale < datetime.now(UTC) - timedelta(seconds=0.5)
    assert await store.clock.consistent_through() == stale


async def test_slots_of_writers_that_left_are_used_again(client: Client, settings: Settings) -> None:
    db = client[settings.database]
    for _ in range(3):
        async with Clock(db).running():
            pass
    assert await db["writers"].count_documents({}) == 1
