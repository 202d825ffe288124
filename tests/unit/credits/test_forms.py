"""Scenarios, surveys and searches."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from lrs.credits.details import details_of
from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy
from lrs.errors import PolicyRefused
from tests.unit.credits.samples import ACTIVITY, EVALUATION, PASSED, assessed, evidence, policy

SCENARIOS = f"{ACTIVITY}/scenarios/*"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
SKIPPED = "http://id.tincanapi.com/verb/skipped"
SEARCHED = "https://w3id.org/xapi/acrossx/verbs/searched"
QUESTION, SOURCE = "https://cme.example.org/extensions/question", "https://cme.example.org/extensions/source"


def scenarios(*scores: str | None) -> list[Evidence]:
    """Return one score for each scenario, or several with a space between, a minute apart."""
    attempts = [
        (number, score)
        for number, several in enumerate(scores)
        if several is not None
        for score in several.split()
    ]
    return [
        evidence(
            f"{minute:03}",
            PASSED,
            minute,
            activity=f"{ACTIVITY}/scenarios/{number}",
            score_scaled=Decimal(score),
        )
        for minute, (number, score) in enumerate(attempts)
    ]


def simulation(**score: Any) -> Policy:
    asked = {"at_least": Decimal("0.8"), "activity": SCENARIOS, **score}
    return policy(score=asked)


@pytest.mark.parametrize(
    ("asked", "scores", "met"),
    [
        ({}, ["0.9", "0.1", "0.1"], True),
        ({"of": "all", "count": 3}, ["0.9", "0.8", "0.8"], True),
        ({"of": "all", "count": 3}, ["0.9", "0.8", "0.7"], False),
        ({"of": "all", "count": 3}, ["0.9", "0.8", None], False),
        ({"of": "all", "count": 3}, ["0.9", "0.8", "0.7 0.8"], True),
        ({"of": "all", "count": 3, "attempts": 1}, ["0.9", "0.8", "0.7 0.8"], False),
        ({"of": "all", "count": 3, "counts": "last"}, ["0.9", "0.8", "0.9 0.7"], False),
        ({"of": "all", "count": 3, "counts": "first"}, ["0.9", "0.8", "0.7 0.9"], False),
        ({"of": 2}, ["0.9", "0.1", "0.8"], True),
        ({"of": 2}, ["0.9", "0.1", "0.7"], False),
        ({"of": 2}, ["0.9 0.9 0.9"], False),
        ({"of": "mean", "count": 3}, ["1", "0.6", "0.8"], True),
        ({"of": "mean", "count": 3}, ["1", "0.6", "0.79"], False),
        ({"of": "mean", "count": 3}, ["1", "1", None], False),
        ({"of": "mean", "count": 3}, ["1", "0.6", "0.1 0.8"], True),
        ({"of": "mean", "count": 3, "counts": "first"}, ["1", "0.6", "0.1 0.8"], False),
    ],
)
def test_scores_of_scenarios(asked: dict[str, Any], scores: list[str | None], met: bool) -> None:
    assert bool(assessed(simulation(**asked), *scenarios(*scores)).amount) is met


def test_what_is_missing_says_how_many_scenarios_have_the_score() -> None:
    found = assessed(simulation(of="all", count=3), *scenarios("0.9", "0.8", "0.7"))
    assert found.missing == ("2 activities have a score of at least 0.8; 3 are needed.",)
    found = assessed(simulation(of="mean", count=3), *scenarios("0.9", "0.8"))
    assert found.missing == (
        "The mean score of 3 activities is 0.56666667, of which 2 have one; at least 0.8 is needed.",
    )


@pytest.mark.parametrize(
    ("score", "pointer"),
    [
        ({"of": "all"}, "/earned_by/score/count"),
        ({"of": "mean"}, "/earned_by/score/count"),
        ({"of": 2, "count": 3}, "/earned_by/score/count"),
        ({"of": "all", "count": 1, "activity": ACTIVITY}, "/earned_by/score/count"),
        ({"of": 2, "activity": ACTIVITY}, "/earned_by/score/of"),
    ],
)
def test_contradictions_of_scores_are_refused(score: dict[str, Any], pointer: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        simulation(**score)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("says", "pointer"),
    [
        (
            {"watched": {"at_least_percent": 80, "activity": f"{ACTIVITY}/*"}},
            "/earned_by/watched/of_minutes",
        ),
        ({"evaluation": {"activity": EVALUATION, "at_least": 2}}, "/earned_by/evaluation/at_least"),
    ],
)
def test_other_contradictions_are_refused(says: dict[str, Any], pointer: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        policy(**says)
    assert refused.value.pointer == pointer


def answers(*verbs: str) -> list[Evidence]:
    """Return what was said of one question after the other."""
    return [
        evidence(f"q{n}", verb, n, activity=f"{EVALUATION}#question-{n}", success=False)
        for n, verb in enumerate(verbs)
    ]


def test_a_survey_is_submitted_when_enough_of_its_questions_are_answered() -> None:
    by = policy(evaluation={"activity": f"{EVALUATION}#question-*", "at_least": 2})
    submitted = "http://activitystrea.ms/submit"
    assert assessed(by, *answers(ANSWERED, SKIPPED, submitted)).amount
    found = assessed(by, *answers(ANSWERED, SKIPPED, SKIPPED))
    assert found.missing == ("1 questions of the evaluation were answered; at least 2 are needed.",)
    again = evidence("again", ANSWERED, 9, activity=f"{EVALUATION}#question-0")
    assert not assessed(by, *answers(ANSWERED), again).amount


def searches(*filled: set[str]) -> list[Evidence]:
    return [
        evidence(f"s{n}", SEARCHED, n, filled=frozenset(each), registration="the same")
        for n, each in enumerate(filled)
    ]


def test_each_search_is_worth_the_same_if_it_says_what_it_must() -> None:
    each = {"verb": SEARCHED, "credits": Decimal("0.5"), "filled": [QUESTION, SOURCE]}
    by = policy({"basis": {"statements": each}, "credit": {"maximum": 20}}, attestation=EVALUATION)
    done = searches({QUESTION, SOURCE}, {QUESTION, SOURCE, "response"}, {QUESTION}, set())
    attested = evidence("attested", activity=EVALUATION)
    found = assessed(by, *done, attested)
    assert str(found.amount) == "1.00"
    assert found.steps[0] == "2 statements, 0.5 credits each."
    assert found.evidence == ("attested", "s0", "s1")


@pytest.mark.parametrize(
    ("value", "filled"),
    [("why?", True), (" ", False), ("", False), (0, True), (False, False), ([], False), (["a"], True)],
)
def test_what_is_left_blank_is_not_filled(value: Any, filled: bool) -> None:
    said = details_of({"result": {"extensions": {QUESTION: value}}}).filled
    assert said == (frozenset({QUESTION}) if filled else frozenset())


def test_details_are_of_the_result_and_of_the_context() -> None:
    found = details_of(
        {
            "result": {"response": "yes", "score": {"raw": Decimal("1.5")}, "extensions": {QUESTION: 2}},
            "context": {"extensions": {SOURCE: "a textbook"}},
        }
    )
    assert found.filled == {"response", QUESTION, SOURCE}
    assert found.numbers == {"score.raw": Decimal("1.5"), QUESTION: Decimal(2)}
