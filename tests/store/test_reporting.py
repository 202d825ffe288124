"""Reports carry on from each other: nothing is told twice, and nothing is lost, whatever happens to a run."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.errors import Conflict, NotFound, NothingToReport, ReceiptRefused
from lrs.reports.corrections import Corrections
from lrs.reports.receipt import Outcome
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store
from tests.store.reported import LEARNERS, MARCH, NURSE, Writer, cut_off, lines, make, prepare, told
from tests.store.test_ledger import entry

ANA, BEN, *_ = LEARNERS
Step = tuple[Literal["award"], str, str] | tuple[Literal["make"], int] | tuple[Literal["answer"], str, bool]
STEPS = st.one_of(
    st.tuples(st.just("award"), st.sampled_from(LEARNERS), st.sampled_from(["0", "0.50", "1.00"])),
    st.tuples(st.just("make"), st.integers(0, 60)),
    st.tuples(st.just("answer"), st.sampled_from(LEARNERS), st.booleans()),
)
MANNERS: list[Corrections] = ["list", "delete and add", "resubmit", "manual", "status"]


async def award(store: Store, learner: str, amount: str) -> None:
    """Have a learner's award come to `amount`; 0 revokes it."""
    before = next(iter([each async for each in store.ledger.awards(AwardQuery(learner=learner))]), None)
    stands = str(before.amount) if before else "0"
    if stands != amount:
        assert await store.ledger.append(entry(learner, amount, before))


async def standing(store: Store) -> dict[str, str]:
    """Return what the ledger says that the body would take, by award: the entry."""
    awards = [each async for each in store.ledger.awards(AwardQuery())]
    return {each.award_id: each.id for each in awards if each.kind != "revoked" and each.learner != NURSE}


async def answer(store: Store, learner: str, accepted: bool) -> None:
    """Have the body answer to the last report that tells something of a learner's award."""
    for manifest in await store.report_files.list():
        for line in await lines(store, manifest):
            if line.learner == learner and line.state != "not_reportable":
                outcome = Outcome(line.award, "accepted" if accepted else "rejected")
                await store.reporting.receive(manifest.name, [outcome])
                return


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(manner=st.sampled_from(MANNERS), steps=st.lists(STEPS, max_size=12))
async def test_the_sum_of_all_reports_is_the_ledger(
    store: Store, manner: Corrections, steps: list[Step]
) -> None:
    await prepare(store)
    writer = Writer(manner)
    for step in steps:
        match step:
            case "award", learner, amount:
                await award(store, learner, amount)
            case "make", waits:
                await cut_off(store.reporting.make(writer, *MARCH), waits)
            case "answer", learner, accepted:
                await answer(store, learner, accepted)
    await make(store, writer)
    assert await make(store, writer) is None
    has: dict[str, str] = {}
    rejected: set[str] = set()
    seen: Counter[tuple[str, str, str]] = Counter()
    for manifest in reversed(await store.report_files.list()):
        reported = await lines(store, manifest)
        in_file = [
            [each.award, each.entry, each.action]
            for each in reported
            if each.via == "file" and each.state != "not_reportable"
        ]
        assert in_file == await told(store, manifest)
        rejected -= {each.award for each in reported}
        for each in reported:
            if each.state == "rejected":
                rejected.add(each.award)
            elif each.state != "not_reportable":
                seen[each.award, each.entry, each.action] += 1
                if each.action == "delete":
                    assert has.pop(each.award) == each.entry
                else:
                    has[each.award] = each.entry
    ledger = await standing(store)
    assert {name: has.get(name) for name in ledger if name not in rejected} == {
        name: ledger[name] for name in ledger if name not in rejected
    }
    assert has.keys() - rejected <= ledger.keys()
    assert set(seen.values()) <= {1}


async def test_a_report_has_what_is_new_and_its_manifest_says_what_it_is(store: Store) -> None:
    await prepare(store)
    for learner in LEARNERS:
        await award(store, learner, "1.00")
    first = await store.reporting.make(Writer(), *MARCH)
    assert (first.name, first.file, first.number) == ("ama-pra/ndjson-1", "ama-pra-1.ndjson", 1)
    assert (first.records.add, first.records.not_reportable) == (3, 1)
    assert first.checkpoint.checkpoint.sequence == 4
    assert first.checkpoint.is_signed_by([store.checkpoints.public_key])
    content = b"".join([piece async for piece in store.report_files.read(first.name)])
    assert (first.size, first.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    await award(store, ANA, "0.50")
    await award(store, BEN, "0")
    second = await store.reporting.make(Writer(), *MARCH)
    assert sorted(action for _award, _entry, action in await told(store, second)) == ["delete", "replace"]
    assert await store.report_files.list() == [second, first]
    assert await store.report_files.list(["ama-pra"]) == [second, first]
    assert await store.report_files.list(["ancc"]) == []


async def test_a_report_of_an_empty_period_is_none(store: Store) -> None:
    await prepare(store)
    await award(store, NURSE, "1.00")
    with pytest.raises(NothingToReport, match="1 are not reportable"):
        await store.reporting.make(Writer(), *MARCH)
    assert await store.report_files.list() == []
    assert await store.database["report_records"].count_documents({}) == 0


async def test_what_comes_late_is_in_the_next_report_whatever_its_days(store: Store) -> None:
    await prepare(store)
    await award(store, ANA, "1.00")
    await make(store)
    await award(store, BEN, "1.00")
    april = await store.reporting.make(Writer(), MARCH[1], MARCH[1])
    assert april.records.add == 1


async def test_reports_in_two_formats_do_not_take_records_from_each_other(store: Store) -> None:
    await prepare(store)
    await award(store, ANA, "1.00")
    both = [await make(store, Writer(form=form)) for form in ("ndjson", "other")]
    assert [each and each.records.add for each in both] == [1, 1]


async def test_of_two_runs_at_once_one_makes_the_report(store: Store) -> None:
    await prepare(store)
    for learner in LEARNERS:
        await award(store, learner, "1.00")
    runs = [store.reporting.make(Writer(), *MARCH) for _ in range(4)]
    ended = await asyncio.gather(*runs, return_exceptions=True)
    lost = [each for each in ended if isinstance(each, BaseException)]
    assert len(lost) == 3
    assert all(isinstance(each, (Conflict, NothingToReport)) for each in lost)
    [manifest] = await store.report_files.list()
    assert len(await told(store, manifest)) == 3


@pytest.mark.parametrize("waits", range(0, 44, 4))
async def test_what_a_run_leaves_that_was_cut_off_is_removed_by_the_next(store: Store, waits: int) -> None:
    await prepare(store)
    await award(store, ANA, "1.00")
    await cut_off(store.reporting.make(Writer(), *MARCH), waits)
    await make(store)
    [manifest] = await store.report_files.list()
    assert manifest.name == "ama-pra/ndjson-1"
    assert len(await told(store, manifest)) == 1
    for name in ("report_records", "reports.chunks"):
        assert await store.database[name].count_documents({}) == 1


async def test_an_answer_moves_the_state_and_what_is_rejected_comes_again_once_corrected(
    store: Store,
) -> None:
    await prepare(store)
    for learner in (ANA, BEN):
        await award(store, learner, "1.00")
    first = await store.reporting.make(Writer(), *MARCH)
    by_learner = {each.learner: each for each in await lines(store, first)}
    outcomes = [
        Outcome(by_learner[ANA].entry, "accepted"),
        Outcome(by_learner[BEN].award, "rejected", "E17: no such licence"),
    ]
    await store.reporting.receive(first.name, outcomes)
    await store.reporting.receive(first.name, outcomes)
    assert {each.learner: (each.state, each.reason) for each in await lines(store, first)} == {
        ANA: ("accepted", ""),
        BEN: ("rejected", "E17: no such licence"),
    }
    assert await make(store) is None
    await award(store, BEN, "0.50")
    second = await store.reporting.make(Writer(), *MARCH)
    assert [(each.learner, each.action, each.state) for each in await lines(store, second)] == [
        (BEN, "add", "sent")
    ]
    await award(store, ANA, "0.50")
    await make(store)
    assert {each.learner: each.state for each in await lines(store, first)} == {
        ANA: "superseded",
        BEN: "rejected",
    }


async def test_an_answer_to_what_was_never_told_is_refused_whole(store: Store) -> None:
    await prepare(store)
    await award(store, ANA, "1.00")
    manifest = await store.reporting.make(Writer(), *MARCH)
    [line] = await lines(store, manifest)
    with pytest.raises(ReceiptRefused, match="nothing of x"):
        await store.reporting.receive(
            manifest.name, [Outcome(line.award, "accepted"), Outcome("x", "accepted")]
        )
    assert [each.state for each in await lines(store, manifest)] == ["sent"]
    with pytest.raises(NotFound):
        await store.reporting.receive("ama-pra/ndjson-2", [])
