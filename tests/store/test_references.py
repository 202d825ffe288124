"""A statement that refers to another one matches what that one matches, whatever came first."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lrs.store import tokens
from lrs.store.clock import WRITER_BITS
from lrs.store.queries import Query, mongo_filter
from lrs.store.statement_document import document
from lrs.store.store import Store
from lrs.xapi.agents import agent_key
from lrs.xapi.facts import VOIDED
from tests.statements import statement, voiding
from tests.store.samples import AUTHORITY_KEY, commit, ids, incoming, stored

OTHER_KEY = "account:https://lrs.example other"


def reference(target: str) -> dict[str, Any]:
    """Return an object that refers to the statement `target`."""
    return {"objectType": "StatementRef", "id": target}


def agent(name: str) -> dict[str, Any]:
    """Return an agent."""
    return {"mbox": f"mailto:{name}@hospital.example"}


def activity(name: str) -> dict[str, Any]:
    """Return an activity."""
    return {"id": f"https://cme.example/activities/{name}"}


@dataclass(frozen=True)
class Graph:
    """Statements by id, most of which refer to one another, in circles too."""

    statements: dict[str, dict[str, Any]]

    def matching(self, query: Query) -> set[str]:
        """Return what a query finds, by following every reference: slow, and plainly right."""
        voided = {target for name in self.statements for target in self._voided_by(name)}
        return {name for name in self.statements if name not in voided and self._matches(name, query)}

    def _voided_by(self, name: str) -> Iterator[str]:
        target = self.statements[name]["object"]["id"]
        is_voiding = self.statements[name]["verb"]["id"] == VOIDED
        if is_voiding and target in self.statements and self.statements[target]["verb"]["id"] != VOIDED:
            yield target

    def _matches(self, name: str, query: Query) -> bool:
        """Tell whether each filter is met by some statement of the chain, not all of them by the same one."""
        chain = [self.statements[each] for each in self._chain(name)]
        registration = str(query.registration) if query.registration else None
        wanted: list[tuple[str | None, list[set[str]]]] = [
            (query.agent, [_agents(each, broadly=query.related_agents) for each in chain]),
            (query.activity, [_activities(each, broadly=query.related_activities) for each in chain]),
            (query.verb, [{each["verb"]["id"]} for each in chain]),
            (registration, [{each["context"]["registration"]} for each in chain]),
        ]
        return all(any(value in values for values in found) for value, found in wanted if value)

    def _chain(self, name: str) -> list[str]:
        chain: list[str] = []
        while name in self.statements and name not in chain:
            chain.append(name)
            name = self.statements[name]["object"]["id"]
        return chain


def _agents(sent: dict[str, Any], *, broadly: bool) -> set[str]:
    related = {str(agent_key(sent["context"]["instructor"])), AUTHORITY_KEY} if broadly else set()
    return {str(agent_key(sent["actor"]))} | related


def _activities(sent: dict[str, Any], *, broadly: bool) -> set[str]:
    own = set() if "objectType" in sent["object"] else {sent["object"]["id"]}
    related = sent["context"]["contextActivities"]["parent"] if broadly else []
    return own | {each["id"] for each in related}


def seeded(seed: int) -> random.Random:
    """Return a source of chance that is the same in every run."""
    return random.Random(seed)  # noqa: S311  # nothing here is secret


def random_graph(chance: random.Random, size: int) -> Graph:
    """Return a graph of that many statements; some refer to what will never come."""
    names = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(size)]
    return Graph({name: _random_statement(chance, name, names) for name in names})


def _random_statement(chance: random.Random, name: str, names: list[str]) -> dict[str, Any]:
    verb = chance.choice([VOIDED, *(f"https://cme.example/verbs/{n}" for n in range(2))])
    refers = verb == VOIDED or chance.random() < 0.7
    context = {
        "registration": str(uuid.UUID(int=chance.randrange(3))),
        "instructor": agent(f"i{chance.randrange(3)}"),
        "contextActivities": {"parent": [activity(f"p{chance.randrange(3)}")]},
    }
    return statement(
        id=name,
        actor=agent(f"a{chance.randrange(3)}"),
        verb={"id": verb},
        object=reference(chance.choice(names)) if refers else activity(f"o{chance.randrange(3)}"),
        context=context,
    )


def queries() -> Iterator[Query]:
    """Yield every filter with every value that occurs, and some together."""
    yield Query()
    yield Query(agent=AUTHORITY_KEY, related_agents=True)
    for n in range(3):
        for broadly in (False, True):
            for kind in "ai":
                yield Query(agent=agent_key(agent(f"{kind}{n}")), related_agents=broadly)
            for kind in "op":
                yield Query(activity=activity(f"{kind}{n}")["id"], related_activities=broadly)
        yield Query(registration=uuid.UUID(int=n))
        yield Query(agent=agent_key(agent(f"a{n}")), activity=activity("o1")["id"], verb=VOIDED)
        yield Query(agent=agent_key(agent(f"a{n}")), activity=activity("o1")["id"])
        yield Query(agent=agent_key(agent(f"a{n}")), verb=VOIDED)
        yield Query(agent=agent_key(agent(f"a{n}")), verb=VOIDED, related_agents=True)
        yield Query(activity=activity(f"o{n}")["id"], verb=VOIDED, authority=AUTHORITY_KEY)
        yield Query(activity=activity(f"p{n}")["id"], verb=VOIDED, related_activities=True)
    for verb in (VOIDED, "https://cme.example/verbs/0", "https://cme.example/verbs/1"):
        yield Query(verb=verb)


async def verify(store: Store, graph: Graph) -> None:
    """Compare the answer to every query with the one that follows references."""
    for query in queries():
        assert set(await ids(store, query)) == graph.matching(query), query


async def commit_in_batches(store: Store, graph: Graph, chance: random.Random) -> None:
    """Commit a graph in some order, in batches of some size, some of them at once."""
    waiting = list(graph.statements.values())
    chance.shuffle(waiting)
    while waiting:
        batches = []
        for _ in range(chance.randrange(1, 4)):
            size = chance.randrange(1, 5)
            batches.append(waiting[:size])
            waiting = waiting[size:]
        await asyncio.gather(*(commit(store, *batch) for batch in batches if batch))


@pytest.mark.parametrize("seed", range(8))
async def test_any_graph_in_any_order_is_found_as_if_references_were_followed(
    store: Store, seed: int
) -> None:
    chance = seeded(seed)
    graph = random_graph(chance, chance.randrange(2, 20))
    await commit_in_batches(store, graph, chance)
    await verify(store, graph)


async def test_values_that_have_the_same_token_are_not_confused(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_token", lambda kind, value: len(f"{kind}{value}") % 2)
    chance = seeded(300)
    graph = random_graph(chance, 19)
    await commit_in_batches(store, graph, chance)
    await verify(store, graph)


async def test_chains_of_too_many_pairs_are_found_by_each_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "PAIRED", 7)
    chance = seeded(400)
    graph = random_graph(chance, 19)
    await commit_in_batches(store, graph, chance)
    await verify(store, graph)


async def test_settling_again_changes_nothing(store: Store) -> None:
    chance = seeded(100)
    graph = random_graph(chance, 15)
    await commit_in_batches(store, graph, chance)
    before = await store.database["statements"].find().sort("_id").to_list(None)
    await store.references.settle_all()
    assert await store.database["statements"].find().sort("_id").to_list(None) == before


@pytest.mark.parametrize("seed", range(200, 204))
async def test_what_was_cut_short_after_the_commit_is_made_up_for(store: Store, seed: int) -> None:
    chance = seeded(seed)
    graph = random_graph(chance, 15)
    documents = [
        document(incoming(sent), n << WRITER_BITS, AUTHORITY_KEY)
        for n, sent in enumerate(graph.statements.values())
    ]
    await store.database["statements"].insert_many(documents)
    chance.shuffle(documents)
    for some in (documents[:4], documents[4:9], documents[9:]):
        await store.references.settle({each["_id"]: each.get("refers_to") for each in some})
    await verify(store, graph)


async def test_a_long_chain_is_followed_to_its_end_in_either_direction(store: Store) -> None:
    for ascending in (True, False):
        first = statement(actor=agent(f"first-{ascending}"))
        chain = [first]
        for _ in range(40):
            chain.append(statement(object=reference(chain[-1]["id"])))
        for each in chain if ascending else chain[::-1]:
            await commit(store, each)
        found = await ids(store, Query(agent=agent_key(first["actor"])))
        assert set(found) == {each["id"] for each in chain}


async def test_time_and_authority_are_those_of_the_statement_that_refers(store: Store) -> None:
    target, mine = statement(actor=agent("target")), statement()
    theirs = statement(object=reference(target["id"]))
    await commit(store, target)
    between = await store.clock.consistent_through()
    await commit(store, mine)
    await store.committer.commit([incoming(theirs)], OTHER_KEY)
    wanted = agent_key(target["actor"])
    assert await ids(store, Query(agent=wanted, since=between)) == [theirs["id"]]
    assert await ids(store, Query(agent=wanted, until=between)) == [target["id"]]
    assert await ids(store, Query(agent=wanted, authority=AUTHORITY_KEY)) == [target["id"]]
    assert await ids(store, Query(agent=wanted, authority=OTHER_KEY)) == [theirs["id"]]


async def test_the_authority_of_what_is_referred_to_is_related(store: Store) -> None:
    target = statement()
    theirs = statement(object=reference(target["id"]))
    await commit(store, target)
    await store.committer.commit([incoming(theirs)], OTHER_KEY)
    broadly = Query(agent=AUTHORITY_KEY, related_agents=True)
    assert await ids(store, broadly) == [theirs["id"], target["id"]]
    assert await ids(store, Query(agent=AUTHORITY_KEY)) == []


async def test_what_refers_to_a_voided_statement_is_found_through_it(store: Store) -> None:
    target = statement(actor=agent("target"))
    comment, void = statement(object=reference(target["id"])), voiding(target["id"])
    await commit(store, target, comment, void)
    assert await ids(store, Query(agent=agent_key(target["actor"]))) == [void["id"], comment["id"]]
    assert await stored(store, target["id"], voided=True) is not None


async def test_a_reference_in_a_sub_statement_or_in_the_context_is_not_followed(store: Store) -> None:
    target = statement(actor=agent("target"))
    inner = {
        "objectType": "SubStatement",
        "actor": agent("a"),
        "verb": {"id": VOIDED},
        "object": reference(target["id"]),
    }
    context = {"statement": reference(target["id"])}
    await commit(store, target, statement(object=inner), statement(context=context))
    assert await ids(store, Query(agent=agent_key(target["actor"]))) == [target["id"]]


async def test_what_has_no_room_for_what_it_refers_to_is_stored_nevertheless(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    target = statement(object=activity("x" * 3_000_000))
    extensions = {"extensions": {"https://cme.example/x": "x" * 14_000_000}}
    referring = statement(object=reference(target["id"]), result=extensions, actor=agent("long"))
    await commit(store, target)
    await commit(store, referring, statement(object=reference(referring["id"])))
    assert referring["id"] in await ids(store, Query(agent=agent_key(agent("long"))))
    assert "no room" in caplog.text


async def test_a_circle_of_statements_without_room_comes_to_its_end(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    names = [str(uuid.uuid4()) for _ in range(2)]
    circle = [
        statement(
            id=name,
            actor=agent(f"{name}-{'x' * 900_000}"),
            object=reference(other),
            result={"extensions": {"https://cme.example/x": "x" * 14_600_000}},
        )
        for name, other in zip(names, reversed(names), strict=True)
    ]
    for each in circle:
        await commit(store, each)
    assert all(name in caplog.text for name in names)
    assert set(await ids(store, Query())) == set(names)


async def test_no_filter_reads_the_whole_collection_or_sorts(store: Store) -> None:
    await commit(store, *random_graph(seeded(1), 20).statements.values())
    for query in (*queries(), Query(authority=AUTHORITY_KEY)):
        found = store.database["statements"].find(mongo_filter(query, None)).sort("at", -1).limit(10)
        stages = set(_stages((await found.explain())["queryPlanner"]["winningPlan"]))
        assert "IXSCAN" in stages, query
        assert not stages & {"COLLSCAN", "SORT"}, query


def _stages(plan: Any) -> Iterator[str]:
    if isinstance(plan, dict):
        if isinstance(plan.get("stage"), str):
            yield plan["stage"]
        for each in plan.values():
            yield from _stages(each)
    if isinstance(plan, list):
        for each in plan:
            yield from _stages(each)
