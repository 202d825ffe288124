"""What holds for every policy and every history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lrs.credits.assessment import Assessment, Slot, assess
from lrs.credits.attendance import stays
from lrs.credits.awards import Entry, next_entry
from lrs.credits.evidence import Evidence
from lrs.credits.learner import Learner
from lrs.credits.policy import Policy, parse
from lrs.credits.stretches import length
from lrs.credits.versions import Versions
from tests.unit.credits.generated import LEARNERS, documents, histories, policies
from tests.unit.credits.samples import ATTENDED, written


def amounts(found: list[Assessment]) -> dict[Slot, Decimal]:
    """Return what there is in each slot in which there is something."""
    return {each.slot: each.amount for each in found if each.amount}


def outcome(found: list[Assessment]) -> set[Any]:
    """Return what does not depend on the ids of statements, nor on how many there are."""
    return {(each.slot, each.amount, each.earned_on) for each in found}


@given(policies(), histories(), LEARNERS)
def test_an_award_is_a_multiple_of_the_step_between_minimum_and_maximum(
    policy: Policy, history: list[Evidence], learner: Learner
) -> None:
    [credit] = policy.credits
    for each in assess(policy, history, learner):
        assert each.amount % credit.step == 0
        assert each.amount == 0 or credit.minimum <= each.amount <= credit.maximum
        assert (each.amount > 0) == (each.earned_on is not None) == (not each.missing)
        assert set(each.evidence) <= {item.statement_id for item in history}
        assert not each.amount or all(gate.passed for gate in each.gates)


@given(policies(), histories(), LEARNERS, st.data())
def test_more_minutes_of_attendance_never_earn_less(
    policy: Policy, history: list[Evidence], learner: Learner, data: st.DataObject
) -> None:
    more = [
        replace(item, seconds=(item.seconds or 0) + data.draw(st.decimals(0, 6000, places=2)))
        if item.verb == ATTENDED
        else item
        for item in history
    ]
    # Where each is rounded by itself, a session may lose to another that takes over moments of both.
    assume(not policy.credits[0].per_session or not simultaneous(more))
    before, after = amounts(assess(policy, history, learner)), amounts(assess(policy, more, learner))
    assert all(after.get(slot, 0) >= amount for slot, amount in before.items())


def simultaneous(history: list[Evidence]) -> bool:
    """Tell whether two attendances overlap."""
    found = [stay.interval for stay in stays(history, until_last_seen=False)]
    return length(found) < sum(each.end - each.start for each in found)


@given(policies(), histories(), LEARNERS, st.data())
def test_order_and_repetition_change_nothing(
    policy: Policy, history: list[Evidence], learner: Learner, data: st.DataObject
) -> None:
    repeated = [*history, *data.draw(st.lists(st.sampled_from(history)) if history else st.just([]))]
    shuffled = data.draw(st.permutations(repeated))
    assert assess(policy, shuffled, learner) == assess(policy, history, learner)


@given(policies(), histories(), LEARNERS, st.data())
def test_attendance_that_two_devices_report_earns_the_same(
    policy: Policy, history: list[Evidence], learner: Learner, data: st.DataObject
) -> None:
    twice = [half for item in unscored(history) for half in (item, *again(item, data))]
    assert outcome(assess(policy, twice, learner)) == outcome(assess(policy, unscored(history), learner))


def unscored(history: list[Evidence]) -> list[Evidence]:
    """Return a history in which attendance has no score: two scores would be two attempts."""
    return [replace(item, score_scaled=None) if item.verb == ATTENDED else item for item in history]


def again(item: Evidence, data: st.DataObject) -> list[Evidence]:
    """Return what another device says of the last part of the same attendance."""
    if item.verb != ATTENDED or not item.seconds:
        return []
    part = data.draw(st.decimals(0, 1, places=3)) * item.seconds
    return [replace(item, statement_id=f"{item.statement_id}, again", seconds=part)]


@given(policies(), histories(), LEARNERS, st.data())
def test_what_is_voided_and_said_again_earns_the_same(
    policy: Policy, history: list[Evidence], learner: Learner, data: st.DataObject
) -> None:
    voided = data.draw(st.sampled_from(history)) if history else None
    again = [replace(item, statement_id="again") if item is voided else item for item in history]
    assert outcome(assess(policy, again, learner)) == outcome(assess(policy, history, learner))


@given(documents(parts=True), histories(), LEARNERS)
def test_parts_sum_to_what_the_whole_would_be(
    document: dict[str, Any], history: list[Evidence], learner: Learner
) -> None:
    whole = dict(document, credit={key: each for key, each in document["credit"].items() if key != "parts"})
    summed: dict[Slot, Decimal] = defaultdict(Decimal)
    for slot, amount in amounts(assess(parse(written(document)), history, learner)).items():
        summed[replace(slot, part="")] += amount
    assert summed == amounts(assess(parse(written(whole)), history, learner))


EFFECTIVE = st.dates(date(2026, 2, 27), date(2026, 3, 22)).map(date.isoformat)


@st.composite
def versions(draw: st.DrawFn) -> Versions:
    """Draw up to three versions of a policy, any of which may be effective from a day on, or retired."""
    found = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        document = draw(documents(parts=draw(st.booleans()))) | {"version": number}
        if draw(st.booleans()):
            document["effective"] = draw(EFFECTIVE)
            if draw(st.integers(0, 3)) == 0:
                document["retired"] = True
        found.append(parse(written(document)))
    return Versions.of(found)


@given(versions(), histories(), LEARNERS)
def test_an_award_is_earned_while_the_version_that_judges_it_is_the_newest_that_is_effective(
    among: Versions, history: list[Evidence], learner: Learner
) -> None:
    for each in among.judge(history, learner).values():
        if each.assessment.earned_on is not None:
            day = each.policy.window.day(each.assessment.earned_on)
            effective = [p for p in among.policies if (p.effective or date.min) <= day]
            assert each.policy is effective[0]
            assert not each.policy.retired


@given(versions(), histories(), LEARNERS)
def test_a_newer_version_changes_nothing_that_was_earned_before_it(
    among: Versions, history: list[Evidence], learner: Learner
) -> None:
    newest = among.latest
    if newest.effective is None or len(among.policies) == 1:
        return
    after = among.judge(history, learner)
    for slot, each in Versions.of(among.policies[1:]).judge(history, learner).items():
        earned = each.assessment.earned_on
        if earned and each.policy.window.day(earned) < newest.effective:
            assert after[slot] == each


def step(among: Versions, ledger: dict[Slot, Entry], history: list[Evidence], learner: Learner) -> int:
    """Bring a ledger up to date as the roll-up does; return how many entries that took."""
    written_ = 0
    for slot, each in among.judge(history, learner, ledger).items():
        entry = next_entry(ledger.get(slot), "someone", each.policy, each.assessment)
        if entry is not None:
            ledger[slot] = entry
            written_ += 1
    return written_


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(versions(), min_size=1, max_size=2), st.lists(histories(), min_size=1, max_size=3), LEARNERS)
def test_whatever_came_before_the_ledger_ends_where_one_computed_at_once_does(
    policies_: list[Versions], course: list[list[Evidence]], learner: Learner
) -> None:
    ledger: dict[Slot, Entry] = {}
    for among in policies_:
        for history in course:
            step(among, ledger, history, learner)
            assert step(among, ledger, history, learner) == 0, "done again it changes nothing"
    at_once: dict[Slot, Entry] = {}
    step(policies_[-1], at_once, course[-1], learner)
    assert standing(ledger) == standing(at_once)


def standing(ledger: dict[Slot, Entry]) -> dict[Slot, Any]:
    """Return what stands, without how it came about."""
    return {
        slot: (entry.amount, entry.earned_on, entry.evidence, entry.policy_hash)
        for slot, entry in ledger.items()
        if entry.kind != "revoked"
    }
