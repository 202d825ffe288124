"""What MongoDB reads for a page: what it returns, however many statements there are."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from lrs.store.clock import WRITER_BITS, microseconds, moment
from lrs.store.queries import Query
from lrs.store.statement_document import document
from lrs.store.store import Store
from lrs.xapi.agents import agent_key
from lrs.xapi.facts import VOIDED
from tests.statements import statement
from tests.store.samples import incoming

SIZE = 4_000
PAGE = 20
BUSY, RARE = {"mbox": "mailto:busy@hospital.example"}, {"mbox": "mailto:rare@hospital.example"}
TEACHER = {"mbox": "mailto:teacher@hospital.example"}
LMS, MINE = "account:https://lms.example lms", "account:https://cme.example module"
USUAL, UNUSUAL = "https://cme.example/verbs/experienced", "https://cme.example/verbs/completed"
POPULAR, SELDOM = "https://cme.example/activities/1", "https://cme.example/activities/2"
COURSE = "https://cme.example/courses/1"
REGISTRATION = uuid.UUID("ec531277-b57b-4c15-8d91-d292c5b2b8f7")

AGENTS = {
    name: str(agent_key(each)) for name, each in {"busy": BUSY, "rare": RARE, "teacher": TEACHER}.items()
}
FILTERS: dict[str, Query] = {
    "nothing": Query(),
    "a busy agent": Query(agent=AGENTS["busy"]),
    "a rare agent": Query(agent=AGENTS["rare"]),
    "a usual verb": Query(verb=USUAL),
    "an unusual verb": Query(verb=UNUSUAL),
    "a popular activity": Query(activity=POPULAR),
    "a seldom activity": Query(activity=SELDOM),
    "a registration": Query(registration=REGISTRATION),
    "a busy agent and an unusual verb": Query(agent=AGENTS["busy"], verb=UNUSUAL),
    "a rare agent and a usual verb": Query(agent=AGENTS["rare"], verb=USUAL),
    "a busy agent and a seldom activity": Query(agent=AGENTS["busy"], activity=SELDOM),
    "a rare agent and a popular activity": Query(agent=AGENTS["rare"], activity=POPULAR),
    "a usual verb and a seldom activity": Query(verb=USUAL, activity=SELDOM),
    "an unusual verb and a popular activity": Query(verb=UNUSUAL, activity=POPULAR),
    "a busy agent and a pair that never comes": Query(agent=AGENTS["teacher"], verb=UNUSUAL),
    "a registration and a busy agent": Query(registration=REGISTRATION, agent=AGENTS["busy"]),
    "a related agent": Query(agent=AGENTS["teacher"], related_agents=True),
    "an agent, broadly": Query(agent=AGENTS["busy"], related_agents=True),
    "a related authority": Query(agent=MINE, related_agents=True),
    "a related activity": Query(activity=COURSE, related_activities=True),
    "an activity, broadly": Query(activity=SELDOM, related_activities=True),
    "what is mine": Query(authority=MINE),
    "what is mine of a busy agent": Query(authority=MINE, agent=AGENTS["busy"]),
    "what is mine with a usual verb": Query(authority=MINE, verb=USUAL),
    "what is mine on a popular activity": Query(authority=MINE, activity=POPULAR),
}


def skewed(number: int) -> dict[str, Any]:
    """Return a statement: most are of one agent, verb and activity, and what is rare is rarely together."""
    context: dict[str, Any] = {"contextActivities": {"parent": [{"id": COURSE}]} if number % 11 == 0 else {}}
    if number % 13 == 0:
        context["instructor"] = TEACHER
    if number % 17 == 0:
        context["registration"] = str(REGISTRATION)
    return statement(
        actor=RARE if number % 7 == 0 else BUSY,
        verb={"id": UNUSUAL if number % 5 == 0 else USUAL},
        object={"id": SELDOM if number % 9 == 0 else POPULAR},
        context=context,
    )


async def fill(store: Store) -> None:
    """Store skewed statements, of which as many again are voided in one run, at the newer end."""
    sent = [skewed(number) for number in range(SIZE + SIZE // 4)]
    gone = [each["id"] for each in sent[SIZE:]]
    void = [
        statement(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": each}) for each in gone
    ]
    documents = [
        document(incoming(each), (1_000_000 + n) << WRITER_BITS, MINE if n % 19 == 0 else LMS)
        for n, each in enumerate(void + sent)
    ]
    await store.database["statements"].insert_many(documents, ordered=False)
    await store.references.settle_all()


@pytest.fixture
async def filled(store: Store) -> Store:
    await fill(store)
    return store


async def behinds(store: Store, query: Query) -> AsyncIterator[int | None]:
    """Yield where the first page begins, and one deep in the answer."""
    yield None
    page = await store.statements.query(query, PAGE * 4)
    if page.next is not None:
        yield page.next


def in_time(query: Query) -> Iterator[Query]:
    """Yield a query as it is, and for a part of the time, in both orders."""
    times = [moment(1_000_000 + share * SIZE // 4) for share in (2, 4)]
    assert all(microseconds(each) for each in times)
    for ascending in (True, False):
        yield replace(query, ascending=ascending)
        yield replace(query, ascending=ascending, since=times[0])
        yield replace(query, ascending=ascending, until=times[1])
        yield replace(query, ascending=ascending, since=times[0], until=times[1])


async def read_for(store: Store, query: Query, behind: int | None) -> dict[str, Any]:
    """Return what MongoDB says of how it found a page."""
    explained = await store.statements._find(query, PAGE + 1, behind).explain()
    stats: dict[str, Any] = explained["executionStats"]
    return stats


async def test_a_page_costs_no_more_than_it_holds_whatever_is_asked_for(filled: Store) -> None:
    for name, each in FILTERS.items():
        for query in in_time(each):
            async for behind in behinds(filled, query):
                stats = await read_for(filled, query, behind)
                said = f"{name}, {query}, behind {behind}: {stats}"
                assert stats["totalDocsExamined"] <= 2 * PAGE, said
                assert stats["totalKeysExamined"] <= 3 * PAGE, said
