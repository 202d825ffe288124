"""GET statements: every filter, and pages without gaps."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lrs.store.queries import Query
from lrs.store.store import Store
from tests.statements import AMARA, MODULE, statement, voiding
from tests.store.samples import AMARA_KEY, AUTHORITY_KEY, commit, ids, incoming, stored_at

BENO = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "beno"}}
BENO_KEY = "account:https://lms.example beno"
REGISTRATION = uuid.UUID("ec531277-b57b-4c15-8d91-d292c5b2b8f7")
LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"

Wanted = dict[str, Any]


async def test_a_filter_finds_what_it_names_and_nothing_else(store: Store) -> None:
    group = {"objectType": "Group", "member": [AMARA, BENO]}
    launched = {"id": LAUNCHED}
    at = {"registration": str(REGISTRATION).upper()}
    members: dict[str, Wanted] = {
        "amara": {},
        "beno": {"actor": BENO},
        "of beno": {"object": BENO},
        "group": {"actor": group, "object": {"id": f"{MODULE}/2"}},
        "taught by beno": {"context": {"instructor": BENO}},
        "launched": {"verb": launched},
        "launched by beno": {"verb": launched, "actor": BENO},
        "registered": {"context": at},
        "registered otherwise": {"context": {"registration": str(uuid.uuid4())}},
    }
    sent = {name: statement(**given) for name, given in members.items()}
    await commit(store, *sent.values())

    async def found(query: Query) -> set[str]:
        names = await ids(store, query)
        return {name for name, each in sent.items() if each["id"] in names}

    of_beno = {"beno", "of beno", "group", "launched by beno"}
    assert await found(Query(agent=BENO_KEY)) == of_beno
    assert await found(Query(agent=AMARA_KEY)) == set(sent) - {"beno", "launched by beno"}
    assert await found(Query(verb=LAUNCHED)) == {"launched", "launched by beno"}
    assert await found(Query(activity=f"{MODULE}/2")) == {"group"}
    assert await found(Query(activity=MODULE)) == set(sent) - {"group", "of beno"}
    assert await found(Query(registration=REGISTRATION)) == {"registered"}
    assert await found(Query(agent=BENO_KEY, verb=LAUNCHED)) == {"launched by beno"}
    assert await found(Query(agent=BENO_KEY, registration=REGISTRATION)) == set()


async def test_a_key_may_be_narrowed_to_what_it_stored_itself(store: Store) -> None:
    mine, theirs = statement(), statement()
    await commit(store, mine)
    await store.committer.commit([incoming(theirs)], "account:https://lrs.example other")
    assert await ids(store, Query(authority=AUTHORITY_KEY)) == [mine["id"]]


async def test_the_newest_comes_first_unless_asked_otherwise(store: Store) -> None:
    batch = [statement() for _ in range(5)]
    await commit(store, *batch[:2])
    await commit(store, *batch[2:])
    in_order = [each["id"] for each in batch]
    assert await ids(store, Query(ascending=True)) == in_order
    assert await ids(store, Query()) == in_order[::-1]


async def test_since_is_exclusive_and_until_inclusive(store: Store) -> None:
    batch = [statement() for _ in range(4)]
    await commit(store, *batch)
    names = [each["id"] for each in batch]
    second, third = [await stored_at(store, name) for name in names[1:3]]
    assert third - second == timedelta(microseconds=1)
    assert await ids(store, Query(since=second, ascending=True)) == names[2:]
    assert await ids(store, Query(until=third, ascending=True)) == names[:3]
    assert await ids(store, Query(since=second, until=third)) == [names[2]]
    assert await ids(store, Query(since=third, until=second)) == []


async def test_any_time_of_the_calendar_may_be_asked_for(store: Store) -> None:
    sent = statement()
    await commit(store, sent)
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert await ids(store, Query(since=first, until=last)) == [sent["id"]]
    assert await ids(store, Query(since=last)) == []
    assert await ids(store, Query(until=first)) == []


async def test_pages_together_are_the_whole_answer(store: Store) -> None:
    batch = [statement() for _ in range(10)]
    await commit(store, *batch)
    in_order = [each["id"] for each in batch]
    for limit in (1, 3, 10, 11):
        assert await ids(store, Query(ascending=True), limit) == in_order
        assert await ids(store, Query(), limit) == in_order[::-1]


async def test_the_last_page_says_that_it_is_the_last(store: Store) -> None:
    await commit(store, *(statement() for _ in range(4)))
    page = await store.statements.query(Query(), 4)
    assert (len(page.statements), page.next) == (4, None)


@pytest.mark.parametrize("ascending", [True, False])
async def test_pages_skip_and_repeat_nothing_while_others_write(store: Store, ascending: bool) -> None:
    there = [statement() for _ in range(60)]
    await commit(store, *there)
    ended = asyncio.Event()

    async def write() -> None:
        while not ended.is_set():
            await commit(store, *(statement() for _ in range(3)))

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        query = Query(ascending=ascending, until=await store.clock.consistent_through())
        found = await ids(store, query, limit=7)
        ended.set()
    assert len(found) == len(set(found))
    old = {each["id"] for each in there}
    assert [name for name in found if name in old] == [each["id"] for each in there][
        :: 1 if ascending else -1
    ]


async def test_what_is_voided_between_two_pages_is_left_out_and_nothing_else(store: Store) -> None:
    batch = [statement() for _ in range(6)]
    await commit(store, *batch)
    page = await store.statements.query(Query(ascending=True), 2)
    await commit(store, voiding(batch[1]["id"]), voiding(batch[3]["id"]))
    rest = await store.statements.query(Query(ascending=True), 3, page.next)
    assert [json.loads(each.json)["id"] for each in rest.statements] == [batch[n]["id"] for n in (2, 4, 5)]
