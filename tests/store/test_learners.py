"""What a learner has, needs and could do, out of all that is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lrs.credits.awards import Entry
from lrs.errors import InvalidRequest, NotFound
from lrs.reports.person import Person
from lrs.requirements.goal import Goal
from lrs.requirements.requirement import parse
from lrs.store.store import Store
from tests.store.samples import policy
from tests.unit.requirements.samples import changed

AMARA = "person:1001"
AGENT = "mbox:mailto:amara@hospital.example"
NEW_YEARS_EVE = date(2026, 12, 31)
AMA = [{"bodies": ["ama-pra"]}]


async def award(store: Store, name: str, learner: str = AMARA, amount: str = "1.00", **said: Any) -> None:
    """Put a policy into force and append an entry by it to the ledger."""
    judging, text = policy(name, activity=f"https://cme.example/{name}")
    await store.policies.activate(judging, text)
    entry = Entry(
        id=f"{name} {learner} {amount}",
        award_id=f"{name} {learner}",
        number=said.get("number", 1),
        kind=said.get("kind", "granted"),
        amount=Decimal(amount),
        earned_on=said.get("earned_on", datetime(2026, 3, 2, 23, 30, tzinfo=UTC)),
        learner=learner,
        policy_id=judging.id,
        policy_version=judging.version,
        policy_hash=judging.hash,
        activity=f"https://cme.example/{name}",
        body="ama-pra",
        credit_type="AMA PRA Category 1 Credit",
        evidence=(),
        previous=None,
        reason="",
    )
    assert await store.ledger.append(entry)


async def require(store: Store, name: str = "yearly", **members: Any) -> None:
    """Put a requirement of three credits into force."""
    text = changed(**({"requirement": name, "total": 3, "accepts": AMA} | members))
    await store.requirements.activate(parse(text), text)


@pytest.fixture(autouse=True)
async def _amara(store: Store) -> None:
    await store.people.put([Person("1001", "Amara", "Okafor", keys=(AGENT,))])


async def missing(store: Store, **wanted: Any) -> dict[str, list[str]]:
    """Return what Amara lacks at the end of the year, by requirement."""
    found = await store.learners.progress(AMARA, NEW_YEARS_EVE, **wanted)
    return {each.requirement.id: [str(part.missing) for part in each.missing] for each in found}


async def test_a_transcript_has_the_awards_that_stand_in_the_order_in_which_they_were_earned(
    store: Store,
) -> None:
    await award(store, "late", earned_on=datetime(2026, 5, 1, tzinfo=UTC))
    await award(store, "early")
    await award(store, "gone")
    await award(store, "gone", amount="0", number=2, kind="revoked", earned_on=None)
    await award(store, "other", learner="person:1002")
    [early, late] = await store.learners.transcript(AMARA)
    assert (early.policy_id, early.day, early.amount) == ("early", date(2026, 3, 2), Decimal("1.00"))
    assert (early.title, early.provider) == ("Recognising sepsis", "Example Hospital CME Office")
    assert late.policy_id == "late"


async def test_a_learner_is_found_by_person_and_by_agent(store: Store) -> None:
    assert await store.learners.find(AMARA) == AMARA
    assert await store.learners.find(AGENT) == AMARA
    assert await store.learners.find("mbox:mailto:x@y.example") == "mbox:mailto:x@y.example"
    with pytest.raises(NotFound):
        await store.learners.find("person:9")
    with pytest.raises(InvalidRequest):
        await store.learners.find("amara")


async def test_progress_is_in_the_requirements_that_the_learner_has(store: Store) -> None:
    await require(store)
    await require(store, "asked-of-others")
    await award(store, "first")
    assert await missing(store) == {}
    await store.learners.assign(Goal(AMARA, "yearly"))
    assert await missing(store) == {"yearly": ["2.00"]}
    assert await missing(store, requirement="asked-of-others") == {"asked-of-others": ["2.00"]}
    await store.learners.unassign(AMARA, "yearly")
    assert await missing(store) == {}
    with pytest.raises(NotFound):
        await store.learners.unassign(AMARA, "yearly")


async def test_a_new_version_holds_for_those_who_have_the_requirement(store: Store) -> None:
    await require(store)
    await store.learners.assign(Goal(AMARA, "yearly"))
    await require(store, version=2, total=5)
    assert await missing(store) == {"yearly": ["5"]}


async def test_what_an_agent_has_to_meet_is_the_persons_once_they_are_known(store: Store) -> None:
    key = "mbox:mailto:new@hospital.example"
    await require(store)
    await store.learners.assign(Goal(key, "yearly"))
    await store.people.put([Person("1001", "Amara", "Okafor", keys=(AGENT, key))])
    assert await missing(store) == {"yearly": ["3"]}
    await store.learners.unassign(AMARA, "yearly")
    assert await missing(store) == {}


async def test_a_first_day_is_named_where_cycles_begin_with_the_learner_and_only_there(store: Store) -> None:
    await require(store)
    await require(store, "own", cycle={"begins": "own", "months": 36})
    start = date(2026, 3, 3)
    with pytest.raises(InvalidRequest, match="name the first day"):
        await store.learners.assign(Goal(AMARA, "own"))
    with pytest.raises(InvalidRequest, match="for all on one day"):
        await store.learners.assign(Goal(AMARA, "yearly", start))
    with pytest.raises(InvalidRequest, match="assign it with a first day"):
        await missing(store, requirement="own")
    await award(store, "the-day-before")
    await store.learners.assign(Goal(AMARA, "own", start))
    assert await missing(store) == {"own": ["3"]}
    await store.learners.assign(Goal(AMARA, "own", date(2026, 3, 2)))
    assert await missing(store, requirement="own") == {"own": ["2.00"]}


async def test_unknown_requirements_are_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.learners.assign(Goal(AMARA, "nothing"))
    with pytest.raises(NotFound):
        await missing(store, requirement="nothing")


async def test_suggested_is_what_is_in_force_and_not_had_yet(store: Store) -> None:
    await require(store)
    await store.learners.assign(Goal(AMARA, "yearly"))
    await award(store, "had")
    await store.policies.activate(*policy("new", activity="https://cme.example/new", maximum="5.00"))
    [(reached, suggested)] = await store.learners.suggestions(AMARA, NEW_YEARS_EVE)
    assert [str(part.missing) for part in reached.missing] == ["2.00"]
    assert [(each.offer.policy_id, each.fills) for each in suggested] == [
        ("new", (("Total", Decimal("2.00")),))
    ]
