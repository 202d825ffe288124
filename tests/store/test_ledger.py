"""The ledger only grows, what it says is exact, and whatever is done to it otherwise is found."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bson import Decimal128

from lrs import plugins
from lrs.background import in_background
from lrs.credits.assessment import Assessment, Slot
from lrs.credits.awards import Entry, award_id, next_entry
from lrs.credits.chain import START, Verifier
from lrs.credits.checkpoint import Checkpoint
from lrs.credits.policy import Policy
from lrs.rollup.checkpointing import keep_up
from lrs.signing import load_signing_key
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store
from lrs.store.verification import verify
from tests.store.samples import policy, until

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


async def found_in(store: Store, *checkpoints: Checkpoint) -> list[tuple[str, int, int]]:
    """Return what is wrong with the ledger's chain."""
    verifier = Verifier()
    for each in checkpoints or await store.checkpoints.all():
        each.tell(verifier, [store.checkpoints.public_key])
    await verify(store.ledger, verifier)
    return [(each.kind, each.first, each.last) for each in verifier.findings]


async def test_entries_form_one_chain_over_all_awards(store: Store) -> None:
    assert await store.ledger.head() == START
    assert await found_in(store) == []
    first = entry("l")
    assert await store.ledger.append_all([first, entry("m"), entry("l", "0.50", first)]) == []
    assert await store.ledger.append(entry("n"))
    links = [link async for link in store.ledger.links()]
    assert [link["sequence"] for link in links] == [1, 2, 3, 4]
    assert [link["entry"]["learner"] for link in links] == ["l", "m", "l", "n"]
    assert (await store.ledger.head()).digest == links[-1]["digest"]
    assert await found_in(store) == []


async def test_the_chain_covers_all_that_an_entry_says(store: Store) -> None:
    written = entry("l", evidence=("a", "b"))
    await store.ledger.append(written)
    [link] = [link async for link in store.ledger.links()]
    said = link["entry"]
    assert (said["id"], said["award"], said["amount"]) == (written.id, written.award_id, "1.00")
    assert said["evidence"] == ["a", "b"]
    assert said["earned_on"] == "2026-03-02T09:00:00.123Z"
    assert said["recorded"].endswith("Z")
    kept = await store.database["ledger"].find_one({})
    assert kept is not None
    assert {"id", *kept} == {"_id", *said, "sequence", "behind", "digest"}


async def test_of_entries_written_together_each_finds_its_own_end(store: Store) -> None:
    granted = entry("l")
    await store.ledger.append(granted)
    other, new = entry("l", "0.50"), entry("m")
    assert await store.ledger.append_all([granted, other, new, new, entry("m", "0.25")]) == [
        other,
        entry("m", "0.25"),
    ]
    assert await listed(store) == sorted([granted, new], key=lambda each: each.award_id)
    assert (await store.ledger.head()).sequence == 2


async def test_more_entries_than_one_transaction_takes_are_one_chain(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lrs.store.ledger.TOGETHER", 3)
    assert await store.ledger.append_all([entry(f"learner {n}") for n in range(8)]) == []
    assert (await store.ledger.head()).sequence == 8
    assert await found_in(store) == []


async def test_those_who_append_at_once_leave_no_gap(store: Store) -> None:
    batches = [[entry(f"learner {n} of {batch}") for n in range(3)] for batch in range(12)]
    assert await asyncio.gather(*map(store.ledger.append_all, batches)) == [[]] * 12
    assert (await store.ledger.head()).sequence == 36
    assert await found_in(store) == []


async def filled(store: Store) -> Checkpoint:
    """Append five entries, and return a checkpoint of them."""
    await store.ledger.append_all([entry(f"learner {n}") for n in range(5)])
    return await store.checkpoints.make()


async def test_a_changed_entry_is_found(store: Store) -> None:
    await filled(store)
    await store.database["ledger"].update_one({"sequence": 2}, {"$set": {"amount": Decimal128("9.00")}})
    assert await found_in(store) == [("changed", 2, 2)]


@pytest.mark.parametrize(
    "change", [{"$unset": {"part": ""}}, {"$set": {"more": 1}}, {"$set": {"number": 9.5}}]
)
async def test_a_field_that_goes_or_comes_is_found(store: Store, change: dict[str, Any]) -> None:
    await filled(store)
    await store.database["ledger"].update_one({"sequence": 5}, change)
    assert await found_in(store) == [("changed", 5, 5)]


async def test_missing_entries_are_found_in_the_middle_and_at_the_end(store: Store) -> None:
    await filled(store)
    await store.database["ledger"].delete_many({"sequence": {"$in": [2, 3, 5]}})
    assert await found_in(store) == [("missing", 2, 3), ("missing", 5, 5)]


async def test_an_end_that_is_cut_off_with_its_head_is_found_by_a_checkpoint(store: Store) -> None:
    kept = await filled(store)
    fourth = await store.database["ledger"].find_one({"sequence": 4})
    assert fourth is not None
    await store.database["ledger"].delete_one({"sequence": 5})
    await store.database["checkpoints"].delete_many({})
    head = {"sequence": 4, "digest": fourth["digest"]}
    await store.database["ledger_head"].update_one({}, {"$set": head})
    assert await found_in(store) == []
    assert await found_in(store, kept) == [("missing", 5, 5)]


async def test_an_entry_that_was_put_in_is_found(store: Store) -> None:
    await filled(store)
    found = await store.database["ledger"].find_one({"sequence": 5})
    assert found is not None
    forged = found | {"_id": "forged", "award": "forged"}
    without = {name: value for name, value in forged.items() if name != "sequence"}
    await store.database["ledger"].insert_one(without)
    assert await found_in(store) == [("foreign", 0, 0)]
    await store.database["ledger"].replace_one({"_id": "forged"}, forged | {"sequence": 6})
    assert await found_in(store) == [("changed", 6, 6), ("surplus", 6, 6)]


async def test_entries_that_change_places_are_found(store: Store) -> None:
    await filled(store)
    for before, after in ((2, 9), (3, 2), (9, 3)):
        await store.database["ledger"].update_one({"sequence": before}, {"$set": {"sequence": after}})
    assert await found_in(store) == [("changed", 2, 2), ("changed", 3, 3)]


async def test_a_ledger_that_is_written_anew_is_found_by_a_checkpoint(store: Store) -> None:
    kept = await filled(store)
    for name in ("ledger", "ledger_head", "checkpoints"):
        await store.database[name].delete_many({})
    await store.ledger.append_all([entry(f"learner {n}", "0.75") for n in range(6)])
    assert await found_in(store) == []
    assert await found_in(store, kept) == [("rewritten", 1, 5)]


async def test_a_checkpoint_that_somebody_else_signed_does_not_count(store: Store, tmp_path: Path) -> None:
    await filled(store)
    other = Checkpoint.sign(START, "", datetime.now(UTC), load_signing_key(tmp_path / "other"))
    assert await found_in(store, other) == [("unsigned", 0, 0)]


async def test_checkpoints_keep_up_with_the_ledger(store: Store) -> None:
    await store.checkpoints.keep_up()
    assert await store.checkpoints.all() == []
    await store.ledger.append(entry("l"))
    await store.checkpoints.keep_up()
    await store.checkpoints.keep_up()
    assert [each.checkpoint.sequence for each in await store.checkpoints.all()] == [1]
    await store.ledger.append(entry("m"))
    await store.checkpoints.keep_up(timedelta(hours=1))
    assert len(await store.checkpoints.all()) == 1
    await store.checkpoints.keep_up(timedelta(0))
    assert [each.checkpoint.sequence for each in await store.checkpoints.all()] == [1, 2]
    assert {each.checkpoint.deployment for each in await store.checkpoints.all()} == {store.home_page}


async def test_checkpoints_are_made_by_themselves(store: Store) -> None:
    async with in_background(keep_up(store.checkpoints, timedelta(0), pause=0.01), "checkpoints"):
        await store.ledger.append(entry("l"))
        await until(lambda: _checkpointed(store))


async def _checkpointed(store: Store) -> bool:
    return bool(await store.checkpoints.all())


async def test_of_a_report_there_is_a_checkpoint(store: Store) -> None:
    await store.ledger.append(entry("l", by=policy()[0]))
    await store.policies.activate(*policy())
    await store.reports.compile(plugins.load().writer("ama-pra", "csv"), EARNED.date(), EARNED.date())
    assert [each.checkpoint.sequence for each in await store.checkpoints.all()] == [1]
