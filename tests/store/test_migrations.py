"""A database that an earlier version made is brought up to date while it is used."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, IndexModel
from pymongo.errors import OperationFailure

from lrs.store import index_changes, migrations
from lrs.store.connection import Database
from lrs.store.index_changes import IndexChanges
from lrs.store.indexes import BY_TOKEN, INDEXES
from lrs.store.migrations import MIGRATIONS, Migration, Migrations
from lrs.store.queries import Query
from lrs.store.store import Store
from tests.statements import statement, voiding
from tests.store.samples import AMARA_KEY, commit, ids

Collection = AsyncIOMotorCollection[dict[str, Any]]
Step = Callable[[Database], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "PAUSE", 0.02)
    monkeypatch.setattr(migrations, "RETRY", 0.02)


def migrating(store: Store, *steps: Step, **indexes: Any) -> Migrations:
    """Return what brings a database up to date that needs these steps, and these indexes."""
    numbered = [Migration(number, step.__name__, step) for number, step in enumerate(steps, 1)]
    return Migrations(store.database, IndexChanges(store.database, **indexes), numbered)


async def index_names(store: Store, collection: str) -> set[str]:
    """Return the names of a collection's indexes."""
    return set(await store.database[collection].index_information())


async def test_a_new_database_has_its_indexes_before_it_is_used(store: Store) -> None:
    for collection, models in INDEXES.items():
        assert await index_names(store, collection) == {"_id_"} | {m.document["name"] for m in models}
    await store.migrations.run()
    done = await store.database["migrations"].find().sort("_id").to_list(None)
    assert [(each["_id"], each["name"]) for each in done] == [(each.number, each.name) for each in MIGRATIONS]


def test_migrations_are_numbered_in_their_order() -> None:
    assert [each.number for each in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


@pytest.fixture
async def things(store: Store) -> AsyncIterator[Collection]:
    """Return a collection whose indexes other tests do not find in the database that they use next."""
    yield store.database["things"]
    await store.database.drop_collection("things")


async def test_new_indexes_are_built_and_obsolete_ones_dropped_and_no_others(
    store: Store, things: Collection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for name in ("obsolete", "operators_own"):
        await things.create_index([(name, ASCENDING)], name=name)
    new = IndexModel([("new", ASCENDING)], name="new")
    await migrating(store, wanted={"things": [new]}, obsolete={"things": ["obsolete"]}).run()
    assert await index_names(store, "things") == {"_id_", "new", "operators_own"}
    assert "building indexes of things: new" in caplog.text
    assert "dropped the index obsolete of things" in caplog.text


async def test_the_log_says_how_far_a_build_has_come(
    store: Store, things: Collection, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(index_changes, "PROGRESS", 0.01)
    await things.insert_many([{"numbers": list(range(n, n + 20))} for n in range(20_000)])
    model = IndexModel([("numbers", ASCENDING)], name="new")
    await migrating(store, wanted={"things": [model]}, obsolete={}).run()
    assert re.search(r"building indexes of things: Index Build.* \d+%", caplog.text)


async def test_one_process_carries_out_each_step_and_the_others_wait_for_it(store: Store) -> None:
    begun: list[str] = []
    ended: list[str] = []

    async def first(_: Database) -> None:
        begun.append("first")
        await asyncio.sleep(0.1)
        ended.append("first")

    async def second(_: Database) -> None:
        begun.append("second")
        ended.append("second")

    async def run() -> None:
        await migrating(store, first, second).run()
        assert ended == ["first", "second"]

    await asyncio.gather(*(run() for _ in range(5)))
    assert begun == ["first", "second"]
    await run()
    assert begun == ["first", "second"]


async def test_what_was_cut_short_is_begun_again(store: Store) -> None:
    reached = asyncio.Event()

    async def step(db: Database) -> None:
        if not reached.is_set():
            reached.set()
            await asyncio.sleep(60)
        await db["migrated"].insert_one({"_id": 1})

    async with asyncio.timeout(20):
        cut_short = asyncio.create_task(migrating(store, step).run())
        await reached.wait()
        cut_short.cancel()
        await asyncio.wait([cut_short])
        await migrating(store, step).run()
    assert await store.database["migrated"].count_documents({}) == 1


async def test_a_step_that_fails_is_tried_again(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    failures = [OperationFailure("not now"), ZeroDivisionError()]

    async def step(_: Database) -> None:
        if failures:
            raise failures.pop()

    await migrating(store, step).run()
    assert not failures
    assert "could not be brought up to date" in caplog.text


@pytest.mark.parametrize(("remaining", "waits"), [(-1, False), (60, True)])
async def test_the_lease_of_a_process_that_died_ends_by_itself(
    store: Store, remaining: int, waits: bool
) -> None:
    async def step(_: Database) -> None:
        pass

    expires = datetime.now(UTC) + timedelta(seconds=remaining)
    await store.database["leases"].insert_one({"_id": "migrations", "owner": "dead", "expires": expires})
    running = asyncio.create_task(migrating(store, step).run())
    await asyncio.wait([running], timeout=0.5 if waits else 10)
    assert running.done() != waits
    running.cancel()
    await asyncio.wait([running])


async def test_answers_are_right_while_the_index_is_missing(store: Store) -> None:
    sent = [statement() for _ in range(6)]
    await commit(store, *sent)
    await store.database["statements"].drop_index(BY_TOKEN)
    expected = [each["id"] for each in reversed(sent)]
    assert await ids(store, Query(agent=AMARA_KEY), limit=2) == expected
    changes = asyncio.create_task(store.migrations.run())
    await commit(store, statement(id=(new := statement()["id"])))
    await changes
    assert await ids(store, Query(agent=AMARA_KEY), limit=2) == [new, *expected]
    assert BY_TOKEN in await index_names(store, "statements")


async def test_statements_of_before_there_were_tokens_are_found(store: Store) -> None:
    sent, gone = [statement() for _ in range(3)], statement()
    void = voiding(gone["id"])
    await commit(store, *sent, gone, void)
    statements = store.database["statements"]
    before = await statements.find().sort("_id", 1).to_list(None)
    await statements.update_many({}, {"$unset": {"tokens": ""}})
    await store.migrations.run()
    after = await statements.find().sort("_id", 1).to_list(None)
    assert [set(each["tokens"]) for each in after] == [set(each["tokens"]) for each in before]
    assert await ids(store, Query(agent=AMARA_KEY)) == [void["id"], *(each["id"] for each in reversed(sent))]
