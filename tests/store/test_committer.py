"""Requests that come at once are committed together, and each of them as if it were alone."""

from __future__ import annotations

import asyncio
import json
import uuid

import pytest

from lrs.errors import Conflict, TooLarge, Unavailable
from lrs.store.committer import Committer
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi.incoming import LARGEST
from tests.statements import statement
from tests.store.samples import AUTHORITY_KEY, commit, ids, incoming, stored


async def committed_transactions(store: Store) -> int:
    status = await store.database.client.admin.command("serverStatus")
    return int(status["transactions"]["totalCommitted"])


def committer_of(store: Store) -> Committer:
    """Return another committer, which is not running yet."""
    return Committer(store.database, store.clock, store.references, store.definitions)


async def test_requests_at_once_share_a_transaction(store: Store) -> None:
    before = await committed_transactions(store)
    assert await asyncio.gather(*(commit(store, statement()) for _ in range(200))) == [1] * 200
    # The first sets out alone, and some may gather while it is on its way.
    assert await committed_transactions(store) - before <= 5
    assert await store.statements.count() == 200


async def test_of_requests_at_once_only_the_one_with_a_taken_id_is_refused(store: Store) -> None:
    taken, fresh = statement(), [statement() for _ in range(20)]
    await commit(store, taken)
    other = statement(id=taken["id"], timestamp="2020-01-01T00:00:00Z")
    outcomes = await asyncio.gather(
        *(commit(store, each) for each in fresh[:10]),
        commit(store, *fresh[10:15], other, statement()),
        commit(store, taken),
        *(commit(store, each) for each in fresh[15:]),
        return_exceptions=True,
    )
    conflict = outcomes.pop(10)
    assert isinstance(conflict, Conflict)
    assert (conflict.index, conflict.statement_id) == (5, taken["id"])
    assert outcomes == [1] * 10 + [0] + [1] * 5
    kept = {each["id"] for each in (taken, *fresh[:10], *fresh[15:])}
    assert set(await ids(store, Query())) == kept


async def test_of_requests_at_once_only_the_one_that_is_too_large_is_refused(store: Store) -> None:
    member = {"mbox": f"mailto:{'x' * 1000}@a.example"}
    members = [member | {"mbox": f"mailto:{n}{'x' * 1000}@a.example"} for n in range(9_000)]
    large = statement(actor={"objectType": "Group", "member": members})
    assert len(json.dumps(large)) < LARGEST
    sent = [statement(), large, statement()]
    outcomes = await asyncio.gather(*(commit(store, each) for each in sent), return_exceptions=True)
    assert isinstance(outcomes.pop(1), TooLarge)
    assert outcomes == [1, 1]
    assert await stored(store, large["id"]) is None


async def test_requests_with_the_same_new_id_at_once_are_judged_in_turn(store: Store) -> None:
    name = str(uuid.uuid4())
    same, other = statement(id=name), statement(id=name, timestamp="2020-01-01T00:00:00Z")
    outcomes = await asyncio.gather(
        commit(store, same), commit(store, other), commit(store, same), return_exceptions=True
    )
    assert outcomes[0] == 1
    assert isinstance(outcomes[1], Conflict)
    assert outcomes[2] == 0


async def test_what_two_processes_submit_at_once_is_stored_once(store: Store) -> None:
    processes = [committer_of(store) for _ in range(3)]
    batches = [[incoming(statement()) for _ in range(5)] for _ in range(20)]
    async with processes[0].running(), processes[1].running(), processes[2].running():
        new = await asyncio.gather(*(p.commit(b, AUTHORITY_KEY) for b in batches for p in processes))
    assert sum(new) == 100
    assert await store.statements.count() == 100


async def test_what_waits_when_the_service_stops_is_committed_and_nothing_after(store: Store) -> None:
    committer = committer_of(store)
    async with committer.running():
        waiting = [
            asyncio.create_task(committer.commit([incoming(statement())], AUTHORITY_KEY)) for _ in range(50)
        ]
        await asyncio.sleep(0)
    assert [task.result() for task in waiting] == [1] * 50
    with pytest.raises(Unavailable, match="stopping"):
        await committer.commit([incoming(statement())], AUTHORITY_KEY)


async def test_a_request_that_is_cancelled_while_it_waits_is_not_stored(store: Store) -> None:
    committer, sent = committer_of(store), incoming(statement())
    waiting = asyncio.create_task(committer.commit([sent], AUTHORITY_KEY))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with committer.running():
        await committer.commit([incoming(statement())], AUTHORITY_KEY)
    assert await stored(store, str(sent.id)) is None


async def test_a_request_that_is_cancelled_on_its_way_ends_when_its_commit_has(store: Store) -> None:
    sent = incoming(statement())
    committing = asyncio.create_task(store.committer.commit([sent], AUTHORITY_KEY))
    for _ in range(3):  # until the committer has taken it
        await asyncio.sleep(0)
    assert not committing.done()
    committing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await committing
    assert await stored(store, str(sent.id)) is not None
