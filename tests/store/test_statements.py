"""Statements are kept whole, once, and as they came."""

from __future__ import annotations

import asyncio
import json
import uuid
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.errors import Conflict, TooLarge
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi import raw
from tests.statements import AMARA, statement, voiding
from tests.store.samples import AUTHORITY, AUTHORITY_KEY, as_bytes, commit, ids, incoming, stored

EXACT = [
    b"123456789012345678901234567890",
    b"1.0",
    b"1",
    b"1e2",
    b"1E+2",
    b"0.10",
    b"-0",
    b"null",
    b'{"$set":{"a.b":1},"a.b":{"$where":"1"},"":2}',
    b'{"b":1,"a":2}',
    b'"\\u00e9\\/\\ud83e\\udde0"',
    '"é 🧠 \u2028"'.encode(),
    b'"\\u0000"',
    b'{ "spaced" : [ 1 ,\t2 ] }',
]


def with_extension(value: bytes) -> tuple[uuid.UUID, bytes]:
    """Return a statement, and its id, whose result has `value` as an extension."""
    sent = statement(result={"extensions": {"https://cme.example/x": "HERE"}})
    return uuid.UUID(sent["id"]), as_bytes(sent).replace(b'"HERE"', value)


async def test_what_is_read_has_the_bytes_that_were_sent(store: Store) -> None:
    for value in EXACT:
        await has_the_bytes_that_were_sent(store, value)


async def has_the_bytes_that_were_sent(store: Store, value: bytes) -> None:
    name, sent = with_extension(value)
    await commit(store, sent)
    read = await store.statements.get(name, voided=False)
    assert read is not None
    members = raw.members(read.json)
    assert raw.members(sent).items() <= members.items()
    assert members.keys() - raw.members(sent).keys() == {"stored", "authority", "version"}
    assert list(members)[:5] == list(raw.members(sent))[:5]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(_json.map(lambda value: json.dumps(value).encode()), min_size=1, max_size=5))
async def test_any_json_comes_back_as_it_was_sent(store: Store, values: list[bytes]) -> None:
    sent = dict(with_extension(value) for value in values)
    await commit(store, *sent.values())
    for name, text in sent.items():
        read = await store.statements.get(name, voided=False)
        assert read is not None
        assert raw.members(read.json)["result"] == raw.members(text)["result"]


async def test_the_authority_is_the_stores_own(store: Store) -> None:
    sent = statement(authority=AMARA, stored="1999-01-01T00:00:00Z")
    await commit(store, sent)
    read = await stored(store, sent["id"])
    assert read is not None
    assert read["authority"] == AUTHORITY
    assert read["stored"] > "2020"


async def test_a_statement_without_a_timestamp_has_the_time_it_was_stored(store: Store) -> None:
    sent = statement(timestamp=None)
    await commit(store, sent)
    read = await stored(store, sent["id"])
    assert read is not None
    assert read["timestamp"] == read["stored"]


async def test_what_is_sent_again_is_accepted_and_stored_once(store: Store) -> None:
    sent = statement(timestamp=None)
    assert await commit(store, sent) == 1
    first = await stored(store, sent["id"])
    assert await commit(store, sent) == 0
    assert await commit(store, statement(), sent) == 1
    assert await stored(store, sent["id"]) == first
    assert await store.statements.count() == 2


async def test_what_differs_only_by_what_the_standard_excepts_is_the_same(store: Store) -> None:
    sent = statement(timestamp="2026-03-02T09:00:00Z")
    await commit(store, sent)
    other = sent | {"timestamp": "2026-03-02T10:00:00.000+01:00", "id": sent["id"].upper()}
    assert await commit(store, other) == 0


async def test_a_batch_with_a_taken_id_stores_nothing(store: Store) -> None:
    known = statement()
    await commit(store, known)
    batch = [statement() for _ in range(50)]
    batch[25] = known | {"actor": AMARA | {"mbox": "mailto:someone.else@hospital.example"}}
    with pytest.raises(Conflict) as refused:
        await commit(store, *batch)
    assert (refused.value.index, refused.value.statement_id) == (25, known["id"])
    assert refused.value.rule == "statement.immutable"
    assert await store.statements.count() == 1
    read = await stored(store, known["id"])
    assert read is not None
    assert read["actor"] == known["actor"]


async def test_one_batch_sent_many_times_at_once_is_stored_once(store: Store) -> None:
    batch = [statement() for _ in range(20)]
    new = await asyncio.gather(*(commit(store, *batch) for _ in range(8)))
    assert sum(new) == 20
    assert await store.statements.count() == 20


async def test_overlapping_batches_at_once_store_each_statement_once(store: Store) -> None:
    pool = [statement() for _ in range(30)]
    batches = [pool[start : start + 10] for start in range(0, 21, 2)]
    new = await asyncio.gather(*(commit(store, *reversed(batch)) for batch in batches))
    assert sum(new) == await store.statements.count() == 30


async def test_of_different_statements_with_one_id_at_once_exactly_one_wins(store: Store) -> None:
    name = str(uuid.uuid4())
    rivals = [statement(id=name, actor={"mbox": f"mailto:rival{n}@hospital.example"}) for n in range(8)]
    ends = await asyncio.gather(*(commit(store, rival) for rival in rivals), return_exceptions=True)
    assert [end for end in ends if not isinstance(end, Conflict)] == [1]
    read = await stored(store, name)
    assert read is not None
    assert read["actor"] == rivals[ends.index(1)]["actor"]


async def test_a_large_statement_is_stored(store: Store) -> None:
    name, sent = with_extension(b'"' + b"x" * 15_000_000 + b'"')
    await commit(store, sent)
    read = await store.statements.get(name, voided=False)
    assert read is not None
    assert raw.members(read.json)["result"] == raw.members(sent)["result"]


async def test_a_statement_too_large_for_mongodb_is_refused_as_such(store: Store) -> None:
    crowd = [{"mbox": f"mailto:{'x' * 700_000}{n}@hospital.example"} for n in range(20)]
    with pytest.raises(TooLarge):
        await commit(store, statement(), statement(actor={"objectType": "Group", "member": crowd}))
    assert await store.statements.count() == 0
    assert not store.clock._pending, "the bound does not wait for what cannot come"


async def is_voided(store: Store, sent: dict[str, Any]) -> bool:
    """Tell whether a statement is voided; it is one or the other, wherever one looks."""
    voided = await stored(store, sent["id"], voided=True) is not None
    assert (await stored(store, sent["id"]) is None) == voided
    assert (sent["id"] not in await ids(store, Query())) == voided
    return voided


async def test_a_voided_statement_is_found_as_voided_only(store: Store) -> None:
    target, other = statement(), statement()
    await commit(store, target, other)
    void = voiding(target["id"])
    await commit(store, void)
    assert await is_voided(store, target)
    assert not await is_voided(store, other)
    assert not await is_voided(store, void)


async def test_a_statement_that_was_voided_before_it_came_is_voided(store: Store) -> None:
    target = statement()
    await commit(store, voiding(target["id"].upper()))
    await commit(store, target)
    assert await is_voided(store, target)


async def test_a_batch_may_void_what_it_brings(store: Store) -> None:
    target = statement()
    await commit(store, voiding(target["id"]), target)
    assert await is_voided(store, target)


async def test_voiding_a_voiding_statement_has_no_effect_in_any_order(store: Store) -> None:
    for order in permutations(range(3)):
        target = statement()
        void = voiding(target["id"])
        sent = [target, void, voiding(void["id"])]
        for which in order:
            await commit(store, sent[which])
        assert await is_voided(store, target)
        assert not await is_voided(store, void)


async def test_a_statement_and_what_voids_it_may_come_at_once_and_repeatedly(store: Store) -> None:
    targets = [statement() for _ in range(10)]
    sent = [each for target in targets for each in (target, voiding(target["id"]), target)]
    await asyncio.gather(*(commit(store, each) for each in sent))
    assert [await is_voided(store, target) for target in targets] == [True] * 10
    assert await store.statements.count() == 20


async def test_a_voided_statement_that_is_sent_again_stays_voided(store: Store) -> None:
    target = statement()
    await commit(store, target, voiding(target["id"]))
    assert await commit(store, target) == 0
    assert await is_voided(store, target)


async def test_a_key_that_may_read_its_own_only_does_not_find_what_others_stored(store: Store) -> None:
    sent = statement()
    await commit(store, sent)
    name = uuid.UUID(sent["id"])
    assert await store.statements.get(name, voided=False, authority=AUTHORITY_KEY)
    assert await store.statements.get(name, voided=False, authority="account:https://x.example y") is None


async def test_nothing_is_committed_by_an_empty_batch(store: Store) -> None:
    assert await commit(store) == 0


async def test_a_commit_that_is_cancelled_is_there_whole_or_not_at_all(store: Store) -> None:
    batches = [[incoming(statement()) for _ in range(10)] for _ in range(12)]
    for pause, batch in enumerate(batches):
        task = asyncio.create_task(store.committer.commit(batch, AUTHORITY_KEY))
        await asyncio.sleep(pause / 1000)
        task.cancel()
        await asyncio.wait([task])
    for batch in batches:
        there = [await store.statements.get(each.id, voided=False) for each in batch]
        assert all(there) or not any(there)
        await store.committer.commit(batch, AUTHORITY_KEY)
    assert await store.statements.count() == 120
