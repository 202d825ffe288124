"""What evidence earns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.assessment import assess
from lrs.credits.evidence import Evidence
from lrs.credits.policy import parse
from tests.unit.credits.samples import (
    ACTIVITY,
    ATTENDED,
    COMPLETED,
    EVALUATION,
    FULL,
    NOON,
    PASSED,
    assessed,
    attended,
    evidence,
    example,
    full_assessment,
    policy,
)

EXAMPLE = parse(example())


def test_the_example_earns_what_was_attended_when_the_last_requirement_was_met() -> None:
    _, assessment = full_assessment()
    assert str(assessment.amount) == "0.75"
    assert assessment.earned_on == NOON + timedelta(minutes=9)
    assert assessment.evidence == ("a", "c", "e", "s")
    assert [gate.name for gate in assessment.gates] == ["completed", "score", "attended", "evaluation"]
    assert assessment.missing == ()
    assert assessment.steps == (
        "45 minutes attended, 60 minutes a credit.",
        "Rounded to nearest, ties up, in steps of 0.25, at most 1.00, at least 0.25.",
        "0.75 credits.",
    )


def test_without_attendance_the_designated_maximum_is_earned() -> None:
    assessment = assessed(policy(completed=True), evidence("c"))
    assert str(assessment.amount) == "1.00"
    assert assessment.steps == ("Every requirement is met: the designated maximum of 1.00 credits.",)


def test_one_requirement_that_is_not_met_earns_nothing_and_is_named() -> None:
    assessment = assessed(EXAMPLE, *(item for item in FULL if item.statement_id != "e"))
    assert (assessment.amount, assessment.earned_on) == (Decimal(0), None)
    assert assessment.missing == ("The evaluation was not submitted.",)
    assert assessment.evidence == ("a", "c", "s")


def test_no_evidence_earns_nothing() -> None:
    assert len(assessed(EXAMPLE).missing) == 4


def test_less_than_the_minimum_is_no_credit_although_every_requirement_is_met() -> None:
    assessment = assessed(policy(attended={"at_least_minutes": 5}), attended("a", 7))
    assert (assessment.amount, assessment.earned_on) == (Decimal(0), None)
    assert assessment.missing == ("That is less than 0.25: no credit.",)


def test_credit_is_rounded_once_after_the_sum() -> None:
    sessions = [attended(str(n), 7, 7 * n) for n in range(6)]
    assert assessed(policy(attended={"at_least_minutes": 0}), *sessions).amount == Decimal("0.75")


def test_the_moment_is_kept_to_the_millisecond_as_the_ledger_keeps_it() -> None:
    precise = NOON + timedelta(microseconds=123_999)
    assessment = assessed(policy(completed=True), evidence("c", timestamp=precise))
    assert assessment.earned_on == NOON + timedelta(milliseconds=123)


@st.composite
def anything(draw: st.DrawFn) -> Evidence:
    """Draw evidence of any kind, inside and outside the window."""
    return Evidence(
        statement_id=draw(st.uuids()).hex,
        verb=draw(st.sampled_from([COMPLETED, PASSED, ATTENDED, "http://activitystrea.ms/submit"])),
        activity=draw(st.sampled_from([ACTIVITY, EVALUATION, "https://other.example.org/"])),
        timestamp=NOON + draw(st.timedeltas(timedelta(days=-100), timedelta(days=1500))),
        completion=draw(st.none() | st.booleans()),
        score_scaled=draw(st.none() | st.decimals(-1, 1, places=3)),
        seconds=draw(st.none() | st.decimals(0, 10_000, places=2)),
    )


ANY_EVIDENCE = st.lists(anything(), max_size=12).map(lambda drawn: [*FULL, *drawn])


@given(ANY_EVIDENCE, st.data())
def test_order_and_repetition_change_nothing(drawn: list[Evidence], data: st.DataObject) -> None:
    repeated = [*drawn, *map(replace, data.draw(st.lists(st.sampled_from(drawn))))]
    assert assess(EXAMPLE, data.draw(st.permutations(repeated))) == assess(EXAMPLE, drawn)


@given(st.lists(anything(), max_size=12))
def test_an_award_is_never_above_the_maximum_and_never_without_every_requirement(
    drawn: list[Evidence],
) -> None:
    assessment = assessed(EXAMPLE, *drawn)
    assert 0 <= assessment.amount <= EXAMPLE.credits[0].maximum
    assert (assessment.amount > 0) == (assessment.earned_on is not None) == (not assessment.missing)


@given(ANY_EVIDENCE, st.decimals(0, 600, places=2), st.integers(0, 10_000))
def test_more_attendance_never_earns_less(drawn: list[Evidence], more: Decimal, minute: int) -> None:
    longer = [*drawn, attended("more", more, minute)]
    assert assessed(EXAMPLE, *longer).amount >= assessed(EXAMPLE, *drawn).amount


@given(ANY_EVIDENCE, st.data())
def test_what_is_voided_and_said_again_earns_the_same(drawn: list[Evidence], data: st.DataObject) -> None:
    voided = data.draw(st.sampled_from(drawn))
    left = [item for item in drawn if item != voided]
    again = replace(voided, statement_id="again")
    assert assessed(EXAMPLE, *left, again).amount == assessed(EXAMPLE, *drawn).amount


@given(st.lists(anything(), max_size=12))
def test_an_award_rests_only_on_statements_that_were_given(drawn: list[Evidence]) -> None:
    assert set(assessed(EXAMPLE, *drawn).evidence) <= {item.statement_id for item in drawn}
