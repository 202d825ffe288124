"""The Python client library tincan, against the service."""

from __future__ import annotations

import asyncio
from typing import Any

from tincan import Activity, Agent, Context, Result, Score, Statement, StatementRef, Verb

from lrs.demo.cast import AMARA
from lrs.demo.clients import Endpoint
from lrs.demo.module import MODULE, take_module

COMPLETED = Verb(id="http://adlnet.gov/expapi/verbs/completed", display={"en-US": "completed"})


def completion(**members: Any) -> Any:
    """Return a statement as tincan builds it."""
    return Statement(
        actor=Agent(name="Amara", mbox=AMARA.mbox),
        verb=COMPLETED,
        object=Activity(id=MODULE),
        result=Result(score=Score(scaled=0.9), success=True, completion=True),
        **members,
    )


async def test_it_finds_the_service(remote: Any) -> None:
    about = await asyncio.to_thread(remote.about)
    assert about.success
    assert "1.0.3" in about.content.version


async def test_it_saves_and_retrieves_a_statement(remote: Any) -> None:
    saved = await asyncio.to_thread(remote.save_statement, completion())
    assert saved.success, saved.data
    found = await asyncio.to_thread(remote.retrieve_statement, saved.content.id)
    assert found.success
    assert found.content.result.score.scaled == 0.9
    assert found.content.authority.account.name


async def test_it_saves_a_batch_and_pages_through_a_query(remote: Any) -> None:
    batch = [completion() for _ in range(5)]
    saved = await asyncio.to_thread(remote.save_statements, batch)
    assert saved.success, saved.data
    page = await asyncio.to_thread(remote.query_statements, {"agent": Agent(mbox=AMARA.mbox), "limit": 2})
    seen = [statement.id for statement in page.content.statements]
    while page.content.more:
        page = await asyncio.to_thread(remote.more_statements, page.content)
        assert page.success, page.data
        seen += [statement.id for statement in page.content.statements]
    assert sorted(seen) == sorted(statement.id for statement in saved.content)


async def test_it_voids_a_statement(remote: Any) -> None:
    saved = await asyncio.to_thread(remote.save_statement, completion())
    void = Statement(
        actor=Agent(mbox=AMARA.mbox),
        verb=Verb(id="http://adlnet.gov/expapi/verbs/voided"),
        object=StatementRef(id=saved.content.id),
    )
    assert (await asyncio.to_thread(remote.save_statement, void)).success
    assert not (await asyncio.to_thread(remote.retrieve_statement, saved.content.id)).success
    assert (await asyncio.to_thread(remote.retrieve_voided_statement, saved.content.id)).success


async def test_a_query_may_ask_for_related_agents(remote: Any) -> None:
    instructor = Agent(mbox="mailto:bo.lindqvist@hospital.example")
    taught = completion(context=Context(instructor=instructor))
    for statement in (taught, completion()):
        assert (await asyncio.to_thread(remote.save_statement, statement)).success
    query = {"agent": instructor, "related_agents": True}
    page = await asyncio.to_thread(remote.query_statements, query)
    assert page.success, page.data
    assert [statement.id for statement in page.content.statements] == [taught.id]


async def test_a_module_may_send_everything_again(endpoint: Endpoint) -> None:
    for _ in range(2):
        await asyncio.to_thread(take_module, endpoint, AMARA, 0.92, 5)
