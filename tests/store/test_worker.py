"""Awards follow the evidence by themselves, whatever comes late, twice, or while nobody looks."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lrs.background import in_background
from lrs.credits.assessment import Slot
from lrs.credits.awards import Entry, award_id
from lrs.credits.evidence import Evidence
from lrs.credits.policy import parse
from lrs.credits.retirement import retirement
from lrs.credits.versions import Versions
from lrs.errors import Unavailable
from lrs.rollup import worker as worker_module
from lrs.rollup.recompute import Recomputation
from lrs.rollup.worker import FOLLOWER, Worker
from lrs.store import changes as changes_module
from lrs.store.evidence import EvidenceStore
from lrs.store.people import People
from lrs.store.store import Store
from tests.statements import AMARA, MODULE, statement, voiding
from tests.store.samples import AMARA_KEY, commit, policy, standing, until
from tests.store.test_changes import lost_token
from tests.store.test_people import person

AMARAS = award_id(AMARA_KEY, "sepsis", Slot("ama-pra", "AMA PRA Category 1 Credit"))
PERSON = person("amara", AMARA_KEY)
LEARNERS = [{"mbox": f"mailto:learner{n}@hospital.example"} for n in range(20)]


@pytest.fixture(autouse=True)
def _no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the bookmark always say how far the worker is."""
    monkeypatch.setattr(changes_module, "QUIET", 0.0)


@asynccontextmanager
async def working(store: Store) -> AsyncIterator[None]:
    """Run a worker, and leave it only when it has dealt with what was committed until then."""
    async with in_background(Worker(store).run(), "worker"):
        await until_bookmarked(store)
        yield
        await dealt_with(store)


async def until_bookmarked(store: Store) -> None:
    """Wait until a worker has caught up."""

    async def bookmarked() -> bool:
        return await store.bookmarks.get(FOLLOWER) is not None

    await until(bookmarked)


async def dealt_with(store: Store) -> None:
    """Wait until everything up to now is dealt with."""
    now = await store.changes.now()

    async def passed() -> bool:
        token = await store.bookmarks.get(FOLLOWER)
        return token is not None and token["_data"] >= now["_data"]

    await until(passed)


async def history(store: Store, award: str = AMARAS) -> list[tuple[str, Decimal]]:
    """Return what became of an award."""
    return [(entry.kind, entry.amount) for entry in await store.ledger.history(award)]


async def sepsis(store: Store) -> list[Entry]:
    """Return the awards for sepsis that stand."""
    return await standing(store, policy="sepsis")


ONE = ("granted", Decimal("1.00"))
NONE = ("revoked", Decimal("0.00"))


async def test_a_completion_earns_an_award_and_repeating_it_earns_no_other(store: Store) -> None:
    await store.policies.activate(*policy())
    async with working(store):
        first = statement()
        await commit(store, first)
        await dealt_with(store)
        await commit(store, first, statement(timestamp="2026-03-05T09:00:00Z"))
    assert await history(store) == [ONE]


async def test_evidence_from_before_the_policy_counts(store: Store) -> None:
    await commit(store, statement())
    async with working(store):
        await store.policies.activate(*policy())
    assert await history(store) == [ONE]


async def test_an_earlier_completion_that_comes_late_amends_the_award(store: Store) -> None:
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement())
        await dealt_with(store)
        await commit(store, statement(timestamp="2026-03-01T09:00:00Z"))
    assert await history(store) == [ONE, ("amended", Decimal("1.00"))]


async def test_a_new_version_of_the_policy_amends_the_award(store: Store) -> None:
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement())
        await dealt_with(store)
        await store.policies.activate(*policy(version=2, maximum="2.00"))
    assert await history(store) == [ONE, ("amended", Decimal("2.00"))]
    [award] = await sepsis(store)
    assert award.policy_version == 2


async def test_voiding_the_evidence_revokes_the_award(store: Store) -> None:
    await store.policies.activate(*policy())
    sent = statement()
    async with working(store):
        await commit(store, sent)
        await dealt_with(store)
        await commit(store, voiding(sent["id"]))
        await dealt_with(store)
        assert await history(store) == [ONE, NONE]
        await commit(store, statement())
    assert await history(store) == [ONE, NONE, ONE]


async def test_what_comes_while_no_worker_runs_is_not_missed(store: Store) -> None:
    await store.policies.activate(*policy())
    sent = [statement(actor=actor) for actor in LEARNERS]
    async with working(store):
        await commit(store, *sent[:5])
    await commit(store, *sent[5:10])
    await commit(store, voiding(sent[0]["id"]))
    async with working(store):
        pass
    assert len(await sepsis(store)) == 9


async def test_a_worker_that_ends_at_any_moment_misses_nothing(store: Store) -> None:
    await store.policies.activate(*policy())
    for number, actor in enumerate(LEARNERS):
        async with in_background(Worker(store).run(), "worker"):
            await commit(store, statement(actor=actor))
            await asyncio.sleep(number * 0.01)
    async with working(store):
        pass
    awards = await sepsis(store)
    assert [await history(store, award.award_id) for award in awards] == [[ONE]] * 20


async def test_two_workers_at_once_write_each_award_once(store: Store) -> None:
    await store.policies.activate(*policy())
    sent = [statement(actor=actor) for actor in LEARNERS]
    async with working(store), in_background(Worker(store).run(), "another"):
        for each in sent:
            await commit(store, each)
        await commit(store, *(voiding(each["id"]) for each in sent[:5]))
    awards = await sepsis(store)
    assert len(awards) == 15
    for award in awards:
        assert await history(store, award.award_id) == [ONE]


async def test_two_recomputations_at_once_write_each_award_once(store: Store) -> None:
    await store.policies.activate(*policy())
    await commit(store, *(statement(actor=actor) for actor in LEARNERS))
    written = await asyncio.gather(*(Recomputation(store).everything() for _ in range(4)))
    assert await store.database["ledger"].count_documents({}) == 20
    assert sum(written) >= 20
    assert await Recomputation(store).everything() == 0


async def test_a_person_takes_over_the_awards_of_what_is_known_as_theirs(store: Store) -> None:
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement())
        await dealt_with(store)
        await store.people.put([PERSON])
    assert await history(store) == [ONE, NONE]
    [award] = await sepsis(store)
    assert award.learner == "person:amara"


async def test_what_two_identifiers_of_a_person_did_is_one_award(store: Store) -> None:
    account = {"account": {"homePage": "https://lms.example", "name": "amara"}}
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement(), statement(actor=account))
        await dealt_with(store)
        assert len(await sepsis(store)) == 2
        await store.people.put([person("amara", AMARA_KEY, "account:https://lms.example amara")])
    [award] = await sepsis(store)
    assert award.learner == "person:amara"


async def test_an_identifier_that_moves_takes_its_awards_along(store: Store) -> None:
    await store.policies.activate(*policy())
    await store.people.put([PERSON])
    async with working(store):
        await commit(store, statement())
        await dealt_with(store)
        await store.people.put([person("amara"), person("other", AMARA_KEY)])
        await dealt_with(store)
        assert [award.learner for award in await sepsis(store)] == ["person:other"]
        await store.people.put([person("other")])
    assert [award.learner for award in await sepsis(store)] == [AMARA_KEY]


async def test_where_the_history_is_lost_everything_is_looked_through(store: Store) -> None:
    await store.policies.activate(*policy())
    sent = [statement(actor=actor) for actor in LEARNERS]
    async with working(store):
        await commit(store, *sent[:5])
    await commit(store, *sent[5:], voiding(sent[0]["id"]))
    await store.people.put([person("p", f"mbox:{LEARNERS[1]['mbox']}")])
    lost = await lost_token(store)
    await store.bookmarks.put(FOLLOWER, lost)

    async def scanned() -> bool:
        return await store.bookmarks.get(FOLLOWER) not in (None, lost)

    async with in_background(Worker(store).run(), "worker"):
        await until(scanned)
    learners = {award.learner for award in await sepsis(store)}
    assert learners == {f"mbox:{actor['mbox']}" for actor in LEARNERS[2:]} | {"person:p", AMARA_KEY}


@pytest.mark.parametrize("lost", [False, True])
async def test_voiding_whose_process_died_before_it_took_effect_takes_effect(
    store: Store, lost: bool
) -> None:
    await store.policies.activate(*policy())
    sent = statement()
    async with working(store):
        await commit(store, sent)
    statements, name = store.database["statements"], {"_id": uuid.UUID(sent["id"])}
    before = await statements.find_one(name, {"voided": 1, "tokens": 1})
    assert before
    await commit(store, voiding(sent["id"]))
    await statements.update_one(name, {"$set": before})
    if lost:
        await store.bookmarks.remove(FOLLOWER)
    async with working(store):
        pass
    assert await history(store) == [ONE, NONE]


async def test_where_the_store_cannot_be_reached_awards_are_computed_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "PAUSE", 0.05)
    faults: list[Exception] = [Unavailable(), ZeroDivisionError(), Unavailable()]
    learners = People.learners

    async def failing(self: People, agents: Collection[str]) -> dict[str, str]:
        if AMARA_KEY in agents and faults:
            raise faults.pop()
        return await learners(self, agents)

    await store.policies.activate(*policy())
    async with working(store):
        monkeypatch.setattr(People, "learners", failing)
        await commit(store, statement())
    assert not faults
    assert await history(store) == [ONE]


async def test_an_award_that_cannot_be_computed_is_noted_and_keeps_no_other_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "RETRY", 0.05)
    broken = True
    of = EvidenceStore.of

    async def failing(
        self: EvidenceStore, agents: Collection[str], versions: Versions
    ) -> dict[str, list[Evidence]]:
        if AMARA_KEY in agents and broken:
            raise ZeroDivisionError
        return await of(self, agents, versions)

    monkeypatch.setattr(EvidenceStore, "of", failing)
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement(), *(statement(actor=actor) for actor in LEARNERS))
        await dealt_with(store)
        assert len(await sepsis(store)) == 20
        assert await store.postponed.all() == [(AMARA_KEY, "sepsis")]
        broken = False

        async def caught_up() -> bool:
            return await store.postponed.all() == []

        await until(caught_up)
    assert await history(store) == [ONE]


async def test_a_version_with_an_effective_day_leaves_what_was_earned_before_it(store: Store) -> None:
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement(), statement(actor=LEARNERS[0], timestamp="2026-07-01T09:00:00Z"))
        await dealt_with(store)
        await store.policies.activate(*policy(version=2, maximum="2.00", effective="2026-07-01"))
    assert {(award.policy_version, award.amount) for award in await sepsis(store)} == {
        (1, Decimal("1.00")),
        (2, Decimal("2.00")),
    }
    assert await history(store) == [ONE]


async def test_a_retired_policy_awards_nothing_from_its_day_on(store: Store) -> None:
    await store.policies.activate(*policy())
    text = retirement(await store.policies.text("sepsis"), date(2026, 7, 1))
    async with working(store):
        await store.policies.activate(parse(text), text)
        await commit(store, statement(), statement(actor=LEARNERS[0], timestamp="2026-07-01T09:00:00Z"))
    assert [award.learner for award in await sepsis(store)] == [AMARA_KEY]
    assert await store.policies.in_force() == []


async def test_what_a_new_version_would_change_can_be_seen_before_it_does(store: Store) -> None:
    await store.policies.activate(*policy())
    await commit(store, *(statement(actor=actor) for actor in LEARNERS[:2]))
    recomputation = Recomputation(store)
    await recomputation.everything()
    versions = await store.policies.proposed(policy(version=2, maximum="2.00")[0])
    found = [due async for due in recomputation.due(versions)]
    assert [(due.entry.kind, due.current and due.current.amount) for due in found] == [
        ("amended", Decimal("1.00"))
    ] * 2
    assert {due.entry.amount for due in found} == {Decimal("2.00")}
    assert await recomputation.everything() == 0


async def test_a_pattern_of_activities_is_followed_like_an_activity(store: Store) -> None:
    await store.policies.activate(*policy(activity=f"{MODULE}/parts/*"))
    outside = statement(actor=LEARNERS[0], object={"id": f"{MODULE}/other"})
    async with working(store):
        await commit(store, statement(object={"id": f"{MODULE}/parts/1"}), outside)
    assert [award.learner for award in await sepsis(store)] == [AMARA_KEY]
    assert await Recomputation(store).everything() == 0


async def test_credit_is_claimed_by_an_amount_in_the_result(store: Store) -> None:
    await store.policies.activate(*policy(claim="{verb: https://cme.example/claimed, amount: score.raw}"))
    claim = statement(verb={"id": "https://cme.example/claimed"}, result={"score": {"raw": 0.50}})
    async with working(store):
        await commit(store, statement())
        await dealt_with(store)
        assert await sepsis(store) == []
        await commit(store, claim)
    assert await history(store) == [("granted", Decimal("0.50"))]


async def test_what_no_learner_did_is_nobodys_award(store: Store) -> None:
    group: dict[str, Any] = {"objectType": "Group", "member": [AMARA]}
    await store.policies.activate(*policy())
    async with working(store):
        await commit(store, statement(actor=group), statement(object={"id": "https://cme.example/other"}))
    assert await sepsis(store) == []
