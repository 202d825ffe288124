"""The ledger only grows, and what it says is exact."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from lrs.credits.assessment import Assessment, Slot
from lrs.credits.awards import Entry, award_id, next_entry
from lrs.credits.policy import Policy
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store
from tests.store.samples import policy

SLOT = Slot("ama-pra", "AMA PRA Category 1 Credit")
EARNED = datetime(2026, 3, 2, 9, 0, 0, 123000, tzinfo=UTC)


def entry(
    learner: str, amount: str = "1.00", before: Entry | None = None, *, by: Policy | None = None, **said: Any
) -> Entry:
    """Return the entry that gives a learner `amount`, behind `before`."""
    earned = Decimal(amount)
    facts: dict[str, Any] = {"evidence": ("b", "a"), "gates": (), "steps": ("It is so.",), "missing": ()}
    judging = by or policy()[0]
    slot = Slot(judging.credits[0].body, judging.credits[0].type)
    activity = judging.activity.ids.name
    moment = EARNED if earned else None
    assessment = Assessment(slot, activity, earned, moment, **(facts | said))
    found = next_entry(before, learner, judging, assessment)
    assert found is not None
    return found


async def listed(store: Store, **wanted: Any) -> list[Entry]:
    """Return the awards that are wanted."""
    return [each async for each in store.ledger.awards(AwardQuery(**wanted))]


async def test_an_entry_is_read_as_it_was_written(store: Store) -> None:
    for amount in ("1.00", "0.25", "1", "1E+1", "12345678901234567890.12345678901234"):
        written = entry(f"earned {amount}", amount)
        assert await store.ledger.append(written) is True
        read = await store.ledger.last(written.award_id)
        assert read == written
        assert read is not None
        assert str(read.amount) == str(Decimal(amount))


async def test_the_same_entry_twice_is_written_once(store: Store) -> None:
    ends = await asyncio.gather(*(store.ledger.append(entry("l")) for _ in range(5)))
    assert await store.ledger.append(entry("l")) is True
    assert any(ends)
    assert await store.ledger.history(award_id("l", "sepsis", SLOT)) == [entry("l")]


async def test_another_entry_in_the_same_place_is_not_written(store: Store) -> None:
    await store.ledger.append(entry("l"))
    assert await store.ledger.append(entry("l", "0.50")) is False
    assert await store.ledger.history(award_id("l", "sepsis", SLOT)) == [entry("l")]


async def test_an_award_is_what_its_last_entry_says(store: Store) -> None:
    granted = entry("l")
    amended = entry("l", "0.50", granted)
    revoked = entry("l", "0", amended)
    for each in (granted, amended, revoked):
        assert await store.ledger.append(each)
        assert await store.ledger.last(each.award_id) == each
        assert await listed(store) == [each]
    assert await store.ledger.history(granted.award_id) == [granted, amended, revoked]
    assert [each.kind for each in (granted, amended, revoked)] == ["granted", "amended", "revoked"]
    assert revoked.previous == amended.id


async def test_there_is_no_last_entry_before_the_first(store: Store) -> None:
    assert await store.ledger.last(award_id("l", "sepsis", SLOT)) is None
    assert await store.ledger.history(award_id("l", "sepsis", SLOT)) == []


async def test_awards_are_filtered_by_what_they_are_for(store: Store) -> None:
    airway = policy("airway", activity="https://cme.example/airway", body="abim")[0]
    one, two, three = entry("amara"), entry("ben"), entry("amara", by=airway)
    for each in (one, two, three):
        await store.ledger.append(each)

    async def found(**wanted: Any) -> set[str]:
        return {each.id for each in await listed(store, **wanted)}

    assert await found() == {one.id, two.id, three.id}
    assert await found(learner="amara") == {one.id, three.id}
    assert await found(activity=airway.activity.ids.name) == {three.id}
    assert await found(policy="sepsis") == {one.id, two.id}
    assert await found(body="abim") == {three.id}
    assert await found(learner="amara", body="ama-pra") == {one.id}
    assert await found(learner="nobody") == set()
    assert sorted(await store.ledger.learners("sepsis")) == ["amara", "ben"]


async def test_awards_are_filtered_by_when_the_credit_was_earned(store: Store) -> None:
    await store.ledger.append(entry("l"))
    gone = entry("gone")
    await store.ledger.append(gone)
    await store.ledger.append(entry("gone", "0", gone))
    later = EARNED + timedelta(milliseconds=1)
    assert [each.learner for each in await listed(store, earned_from=EARNED, earned_before=later)] == ["l"]
    assert await listed(store, earned_from=later) == []
    assert await listed(store, earned_before=EARNED) == []


async def test_the_moment_that_counts_is_the_last_entrys(store: Store) -> None:
    first = entry("l")
    moved = replace(entry("l", "0.50", first), earned_on=datetime(2027, 1, 1, tzinfo=UTC))
    await store.ledger.append(first)
    await store.ledger.append(moved)
    assert await listed(store, earned_before=datetime(2026, 12, 31, tzinfo=UTC)) == []
    assert await listed(store, earned_from=datetime(2026, 12, 31, tzinfo=UTC)) == [moved]


async def test_pages_of_awards_together_are_all_of_them(store: Store) -> None:
    written = [entry(f"learner {n}") for n in range(7)]
    for each in written:
        await store.ledger.append(each)
    found: list[Entry] = []
    while page := await listed(store, limit=3, after=found[-1].award_id if found else None):
        assert len(page) <= 3
        found += page
    assert found == sorted(written, key=lambda each: each.award_id)
