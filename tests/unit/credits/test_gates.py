"""Each requirement of a policy by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from lrs.credits.evidence import Evidence
from lrs.credits.gates import GateResult
from lrs.credits.policy import Policy
from tests.unit.credits.samples import (
    ATTENDED,
    COMPLETED,
    EVALUATION,
    NOON,
    PASSED,
    assessed,
    attended,
    evidence,
    policy,
)


def judged(asked: Policy, *given: Evidence) -> GateResult:
    [gate] = assessed(asked, *given).gates
    return gate


def test_completed_rests_on_the_earliest_statement_that_says_so() -> None:
    gate = judged(policy(completed=True), evidence("late", minute=5), evidence("early", minute=1))
    assert gate == GateResult(
        "completed", True, "The activity was completed.", ("early",), NOON + timedelta(minutes=1)
    )


def test_at_the_same_moment_the_smaller_id_counts() -> None:
    assert judged(policy(completed=True), evidence("b"), evidence("a")).statements == ("a",)


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        (evidence("x", COMPLETED), True),
        (evidence("x", PASSED, completion=True), True),
        (evidence("x", PASSED, completion=False), False),
        (evidence("x", PASSED, success=True), False),
        (evidence("x", COMPLETED, activity=EVALUATION), False),
    ],
)
def test_what_completes_an_activity(given: Evidence, passed: bool) -> None:
    assert judged(policy(completed=True), given).passed is passed


@pytest.mark.parametrize(
    ("verb", "passed"),
    [
        ("http://activitystrea.ms/submit", True),
        ("http://activitystrea.ms/schema/1.0/submit", True),
        ("https://w3id.org/xapi/acrossx/verbs/evaluated", True),
        (COMPLETED, True),
        (PASSED, False),
    ],
)
def test_which_verbs_submit_an_evaluation(verb: str, passed: bool) -> None:
    given = evidence("x", verb, activity=EVALUATION)
    assert judged(policy(evaluation=EVALUATION), given).passed is passed


def test_an_evaluation_of_another_activity_is_none() -> None:
    gate = judged(policy(evaluation=EVALUATION), evidence("x"))
    assert (gate.passed, gate.why) == (False, "The evaluation was not submitted.")


def test_a_score_counts_when_it_reaches_the_mark_and_later_ones_take_nothing_away() -> None:
    scores = [("low", "0.79"), ("enough", "0.8"), ("worse", "0.1"), ("best", "1")]
    given = [evidence(name, PASSED, n, score_scaled=Decimal(score)) for n, (name, score) in enumerate(scores)]
    assert judged(policy(score={"at_least": Decimal("0.8")}), *given).statements == ("enough",)


def test_the_best_score_so_far_is_named() -> None:
    given = [evidence(score, PASSED, score_scaled=Decimal(score)) for score in ("0.5", "0.75", "-1")]
    gate = judged(policy(score={"at_least": Decimal("0.8")}), *given)
    assert gate.why == "The best score is 0.75; at least 0.8 is needed."


def test_no_score_is_said_to_be_none() -> None:
    assert judged(policy(score={"at_least": Decimal("0.8")}), evidence("x")).why == "There is no score."


def test_attendance_is_summed_and_met_when_the_sum_reaches_the_mark() -> None:
    given = (attended("three", 10, 50), attended("one", 20, 20), attended("two", "10.5", 35))
    gate = judged(policy(attended={"at_least_minutes": 30}), *given)
    assert gate.why == "40.5 minutes were attended; at least 30 are needed."
    assert gate.statements == ("one", "two", "three")
    assert gate.met_at == NOON + timedelta(minutes=35)


def test_attendance_of_exactly_the_mark_is_enough() -> None:
    assert judged(
        policy(attended={"at_least_minutes": 30}), attended("one", 20), attended("two", 10, 10)
    ).passed


def test_too_little_attendance_passes_nothing() -> None:
    gate = judged(policy(attended={"at_least_minutes": 30}), attended("one", "29.99"))
    assert (gate.passed, gate.statements, gate.met_at) == (False, (), None)


def test_no_attendance_does_not_meet_a_mark_of_zero() -> None:
    assert not judged(policy(attended={"at_least_minutes": 0}), evidence("x", ATTENDED)).passed


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2029, 1, 1, tzinfo=UTC), False),
        (datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), False),
        (datetime(2025, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-1))), True),
    ],
)
def test_the_window_is_whole_days_in_utc(moment: datetime, inside: bool) -> None:
    assert judged(policy(completed=True), evidence("x", timestamp=moment)).passed is inside


def test_evidence_outside_the_window_is_said_not_to_count() -> None:
    before = datetime(2025, 6, 1, tzinfo=UTC)
    window = "outside the window 2026-01-01 to 2028-12-31"
    assert judged(policy(completed=True), evidence("x", timestamp=before)).why == (
        f"The activity was not completed; 1 {window} does not count."
    )
    early = [evidence(name, ATTENDED, seconds=Decimal(60), timestamp=before) for name in ("a", "b")]
    assert judged(policy(attended={"at_least_minutes": 1}), *early).why == (
        f"0 minutes were attended; at least 1 are needed; 2 {window} do not count."
    )
    good = evidence("x", PASSED, score_scaled=Decimal(1), timestamp=before)
    assert (
        judged(policy(score={"at_least": Decimal("0.8")}), good).why
        == f"There is no score; 1 {window} does not count."
    )
