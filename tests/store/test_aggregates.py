"""Aggregates are what anybody would compute by hand from the statements, in pages, and within a bound."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lrs.errors import TooExpensive
from lrs.reports.person import Person
from lrs.store import aggregates
from lrs.store.aggregates import Group, Grouping, Scores
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi.agents import agent_key
from tests.statements import AMARA, COMPLETED, MODULE, statement, voiding
from tests.store.samples import AUTHORITY_KEY, commit, incoming, stored_at

FAILED = "http://adlnet.gov/expapi/verbs/failed"
AMARAS_ACCOUNT = {"account": {"homePage": "https://lms.example", "name": "amara"}}
BENO = {"mbox": "mailto:beno@hospital.example"}
CREW = {"objectType": "Group", "member": [AMARA, BENO]}
ACTORS = (AMARA, AMARAS_ACCOUNT, BENO, CREW)
REGISTRATIONS = tuple(str(uuid.UUID(int=n << 96 | n, version=4)) for n in range(1, 4))
DURATIONS = {"PT0.01S": "0.01", "PT1M0.10S": "60.1", "P1DT1H": "90000", "PT0S": "0"}


async def groups(
    store: Store, by: Grouping, query: Query | None = None, *, limit: int = 1_000
) -> dict[str, Group]:
    """Return every group by its key, in the order of all pages, none of which is larger than `limit`."""
    found: list[Group] = []
    page = await store.aggregates.of(query or Query(), by, limit)
    while True:
        assert len(page.groups) <= limit
        found += page.groups
        if page.next is None:
            break
        page = await store.aggregates.of(query or Query(), by, limit, page.next)
    by_key = {each.key: each for each in found}
    assert len(by_key) == len(found)
    return by_key


def person(*agents: dict[str, Any], name: str = "1001") -> Person:
    """Return somebody who is all of these agents."""
    keys = tuple(str(agent_key(agent)) for agent in agents)
    return Person(id=name, given_name="Amara", family_name="Okafor", keys=keys)


@dataclass(frozen=True)
class Sent:
    """A statement that was sent, and what it adds to a group."""

    value: dict[str, Any]

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = self.value.get("result", {})
        return found

    @property
    def score(self) -> Decimal | None:
        return Decimal(str(self.result["score"]["scaled"])) if "score" in self.result else None

    @property
    def learner(self) -> str | None:
        actor: dict[str, Any] = self.value["actor"]
        return "Amara" if actor in (AMARA, AMARAS_ACCOUNT) else agent_key(actor)

    def key(self, by: Grouping) -> str | None:
        is_activity = self.value["object"].get("objectType", "Activity") == "Activity"
        moment = datetime.fromisoformat(self.value["timestamp"]).astimezone(UTC)
        keys: dict[Grouping, str | None] = {
            Grouping.VERB: self.value["verb"]["id"],
            Grouping.ACTIVITY: self.value["object"]["id"] if is_activity else None,
            Grouping.AGENT: agent_key(self.value["actor"]),
            Grouping.DAY: moment.date().isoformat(),
            Grouping.REGISTRATION: self.value.get("context", {}).get("registration"),
        }
        return keys[by]


def anything(source: random.Random) -> Sent:
    """Return some statement."""
    moment = datetime(2026, 2, 27) + timedelta(minutes=source.randrange(4 * 24 * 60))  # noqa: DTZ001
    registration = source.choice((None, *REGISTRATIONS))
    result: dict[str, Any] = {
        "score": source.choice([None, {"scaled": source.choice((0, 1, -1, 0.5, 0.333, 0.1))}]),
        "completion": source.choice([None, True, False]),
        "duration": source.choice([None, *DURATIONS]),
    }
    return Sent(
        statement(
            actor=source.choice(ACTORS),
            verb={"id": source.choice((COMPLETED, FAILED, f"{FAILED}/again"))},
            object=source.choice(({"id": MODULE}, {"id": f"{MODULE}/2"}, {"objectType": "Agent"} | BENO)),
            timestamp=moment.isoformat() + source.choice(("Z", "+05:30", "-08:00")),
            result={name: value for name, value in result.items() if value is not None},
            context={"registration": registration} if registration else None,
        )
    )


def by_hand(sent: Sequence[Sent], by: Grouping) -> dict[str, Group]:
    """Return what these add up to, in the order of their keys."""
    keys = {key for each in sent if (key := each.key(by)) is not None}
    return {key: added_up(key, [each for each in sent if each.key(by) == key]) for key in sorted(keys)}


def added_up(key: str, sent: Sequence[Sent]) -> Group:
    """Return the group of these."""
    scores = [each.score for each in sent if each.score is not None]
    seconds = (Decimal(DURATIONS[each.result["duration"]]) for each in sent if "duration" in each.result)
    return Group(
        key=key,
        count=len(sent),
        learners=len({each.learner for each in sent} - {None}),
        completions=sum(each.result.get("completion") is True for each in sent),
        seconds=sum(seconds, Decimal(0)),
        score=Scores(round(sum(scores) / Decimal(len(scores)), 6), min(scores), max(scores))
        if scores
        else None,
    )


@pytest.mark.parametrize("seed", range(4))
async def test_the_figures_are_those_that_anybody_would_add_up_by_hand(store: Store, seed: int) -> None:
    source = random.Random(seed)  # noqa: S311  # test data
    await store.people.put([person(AMARA, AMARAS_ACCOUNT), person(BENO, name="1002"), person(name="1003")])
    sent = [anything(source) for _ in range(source.randrange(1, 120))]
    voided = source.randrange(len(sent))
    voidings = [Sent(voiding(each.value["id"])) for each in sent[:voided]]
    await commit(store, *(each.value for each in (*sent, *voidings)))
    for by in Grouping:
        expected = by_hand([*sent[voided:], *voidings], by)
        for limit in (1, 2, 1_000):
            found = await groups(store, by, limit=limit)
            assert list(found.items()) == list(expected.items())


async def test_what_counts_is_what_the_filters_find(store: Store) -> None:
    at = {"registration": REGISTRATIONS[0]}
    mine = [statement(), statement(actor=BENO), statement(verb={"id": FAILED}), statement(context=at)]
    await commit(store, *mine)
    await store.committer.commit([incoming(statement())], "account:https://lrs.example other")
    second = await stored_at(store, mine[1]["id"])
    for query, count in {
        Query(): 5,
        Query(agent=str(agent_key(BENO))): 1,
        Query(verb=FAILED): 1,
        Query(activity=MODULE): 5,
        Query(activity=f"{MODULE}/2"): 0,
        Query(registration=uuid.UUID(REGISTRATIONS[0])): 1,
        Query(agent=AUTHORITY_KEY, related_agents=True): 4,
        Query(authority=AUTHORITY_KEY): 4,
        Query(since=second): 3,
        Query(until=second): 2,
        Query(since=second, authority=AUTHORITY_KEY): 2,
    }.items():
        found = await groups(store, Grouping.VERB, query)
        assert sum(each.count for each in found.values()) == count, query


async def test_every_day_of_the_calendar_is_a_group(store: Store) -> None:
    days = ["0001-01-01", "1969-12-31", "1970-01-01", "9999-12-31"]
    moments = (f"{day}T{time}Z" for day in days for time in ("00:00:00", "23:59:59.999"))
    await commit(store, *(statement(timestamp=moment) for moment in moments))
    for limit in (1, 10):
        found = await groups(store, Grouping.DAY, limit=limit)
        assert [(key, each.count) for key, each in found.items()] == [(day, 2) for day in days]


async def test_a_comment_counts_in_the_group_of_its_own_verb(store: Store) -> None:
    passed = statement()
    reference = {"objectType": "StatementRef", "id": passed["id"]}
    await commit(store, passed, statement(actor=BENO, verb={"id": FAILED}, object=reference))
    found = await groups(store, Grouping.VERB, Query(activity=MODULE))
    assert {key: each.count for key, each in found.items()} == {COMPLETED: 1, FAILED: 1}
    assert list(await groups(store, Grouping.ACTIVITY, Query(activity=MODULE))) == [MODULE]


async def test_amounts_of_time_and_scores_are_exact(store: Store) -> None:
    result = {"duration": "PT0.01S", "score": {"raw": 1, "max": 3}}
    await commit(
        store, *(statement(result=result) for _ in range(3)), statement(result={"duration": "PT0.1S"})
    )
    [group] = (await groups(store, Grouping.VERB)).values()
    assert group.seconds == Decimal("0.13")
    assert group.score is not None
    assert group.score.mean == Decimal("0.333333")
    assert group.score.min == group.score.max == Decimal("0.3333333333333333333333333333333333")


async def test_what_takes_too_long_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await commit(store, *(statement() for _ in range(500)))
    monkeypatch.setattr(aggregates, "SECONDS", 0.001)
    with pytest.raises(TooExpensive):
        await store.aggregates.of(Query(), Grouping.VERB, 10)


async def test_who_waits_too_long_for_a_turn_is_turned_away(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregates, "SECONDS", 0.2)
    turns = store.aggregates._turns
    async with AsyncExitStack() as others:
        for _ in range(aggregates.AT_ONCE):
            await others.enter_async_context(turns)
        with pytest.raises(TooExpensive):
            await store.aggregates.of(Query(), Grouping.VERB, 10)
    monkeypatch.undo()
    assert (await store.aggregates.of(Query(), Grouping.VERB, 10)).groups == []
