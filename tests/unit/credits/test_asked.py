"""What else a policy may ask for: forms, a disclosure first, consent, identity, items, attempts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lrs.credits.evidence import Evidence
from lrs.credits.learner import UNKNOWN, Learner
from lrs.errors import PolicyRefused
from tests.unit.credits.samples import ACTIVITY, NOON, PASSED, assessed, attended, evidence, policy

FORM = "https://cme.example.org/form"
SIGNED = "https://cme.example.org/verbs/signed"
OTHER = "https://cme.example.org/modules/asthma"
BOTH = {"activity": {"id": [ACTIVITY, OTHER], "title": "Both", "format": "enduring material"}}
HALF = {"at_least": Decimal("0.5")}


def on_form(
    name: str, minute: int = 0, verb: str = "http://activitystrea.ms/submit", **said: Any
) -> Evidence:
    return evidence(name, verb, minute, activity=FORM, **said)


def scores(*given: str) -> list[Evidence]:
    return [evidence(f"s{n}", PASSED, n, score_scaled=Decimal(score)) for n, score in enumerate(given)]


@pytest.mark.parametrize(
    ("asked", "given", "why"),
    [
        ({"attestation": FORM}, [on_form("a")], ""),
        ({"attestation": FORM}, [], "The attestation was not submitted."),
        ({"attestation": FORM}, [on_form("a", success=False)], "The attestation was not submitted."),
        ({"attestation": {"activity": FORM, "verb": SIGNED}}, [on_form("a", verb=SIGNED)], ""),
        (
            {"attestation": {"activity": FORM, "verb": SIGNED}},
            [on_form("a")],
            "The attestation was not submitted.",
        ),
        ({"reflection": FORM}, [on_form("a")], ""),
        ({"reflection": FORM}, [evidence("a")], "The reflection was not submitted."),
        ({"disclosure": FORM}, [on_form("a", 1), evidence("c", minute=2)], ""),
        ({"disclosure": FORM}, [on_form("a", 2), evidence("c", minute=2)], ""),
        (
            {"disclosure": FORM},
            [on_form("a", 3), evidence("c", minute=2)],
            "The disclosure was seen only after the content was begun.",
        ),
        ({"disclosure": FORM}, [evidence("c")], "The disclosure was not seen."),
        ({"consent": FORM}, [on_form("a")], ""),
        ({"consent": FORM}, [], "There is no consent to report."),
        (
            {"consent": FORM},
            [on_form("a"), on_form("b", 1, success=False)],
            "The consent to report was refused or withdrawn.",
        ),
        ({"consent": FORM}, [on_form("a", success=False), on_form("b", 1, success=True)], ""),
        (
            {"score": HALF | {"counts": "first"}},
            scores("0.4", "0.9"),
            "The first score is 0.4; at least 0.5 is needed.",
        ),
        ({"score": HALF | {"counts": "first"}}, scores("0.5", "0.1"), ""),
        (
            {"score": HALF | {"counts": "last"}},
            scores("0.9", "0.4"),
            "The last score is 0.4; at least 0.5 is needed.",
        ),
        ({"score": HALF | {"counts": "last"}}, scores("0.4", "0.9"), ""),
        ({"score": HALF | {"counts": "last", "attempts": 2}}, scores("0.1", "0.6", "0.2"), ""),
        (
            {"score": HALF | {"attempts": 2}},
            scores("0.1", "0.2", "0.6"),
            "The best score within 2 attempts is 0.2; at least 0.5 is needed.",
        ),
        ({"visited": {"at_least_percent": 50, "items": [FORM, OTHER]}}, [on_form("a")], ""),
        (
            {"visited": {"at_least_percent": 51, "items": [FORM, OTHER]}},
            [on_form("a"), on_form("b")],
            "1 of 2 items were visited; at least 51 % are needed.",
        ),
        ({"attended": {"at_least_percent": 70, "of_minutes": 60}}, [attended("a", 42)], ""),
        (
            {"attended": {"at_least_percent": 70, "of_minutes": 60}},
            [attended("a", "41.9")],
            "41.9 minutes were attended; at least 70 % of 60 are needed.",
        ),
    ],
)
def test_what_is_asked_for_is_met_or_said_to_be_missing(
    asked: dict[str, Any], given: list[Evidence], why: str
) -> None:
    [gate] = assessed(policy(**asked), *given).gates
    assert (gate.passed, "" if gate.passed else gate.why) == (not why, why)


def test_all_activities_must_be_completed_where_the_policy_says_all() -> None:
    asked = policy(BOTH, completed="all")
    one, other = evidence("one"), evidence("other", minute=5, activity=OTHER)
    assert assessed(asked, one).missing == ("1 of 2 activities were completed.",)
    both = assessed(asked, one, other)
    assert (both.earned_on, both.evidence) == (NOON + timedelta(minutes=5), ("one", "other"))
    assert assessed(policy(BOTH, completed=True), other).amount == 1


@pytest.mark.parametrize(
    ("learner", "missing"),
    [
        (Learner(None, frozenset({"npi", "degree"})), ()),
        (Learner(None, frozenset({"degree"})), ("The people registry lacks: npi.",)),
        (UNKNOWN, ("The people registry does not know the learner.",)),
    ],
)
def test_who_a_learner_is_must_be_known(learner: Learner, missing: tuple[str, ...]) -> None:
    asked = policy(completed=True, identity=["npi"])
    assert assessed(asked, evidence("c"), learner=learner).missing == missing


def test_knowing_who_somebody_is_earns_nothing_by_itself() -> None:
    found = assessed(policy(identity=["npi"]), learner=Learner(None, frozenset({"npi"})))
    assert (found.amount, found.missing) == (Decimal(0), ("There is no evidence.",))


@pytest.mark.parametrize(
    ("says", "asked", "pointer", "sentence"),
    [
        (
            {},
            {"attended": {}},
            "/earned_by/attended",
            "one of the keys at_least_minutes and at_least_percent",
        ),
        (
            {},
            {"attended": {"at_least_percent": 70}},
            "/earned_by/attended/of_minutes",
            "'of_minutes' is missing",
        ),
        (
            {},
            {"attended": {"at_least_minutes": 7, "of_minutes": 9}},
            "/earned_by/attended/of_minutes",
            "belongs to",
        ),
        (
            {},
            {"attended": {"at_least_minutes": 7, "below": "pro rata"}},
            "/earned_by/attended/below",
            "scheduled",
        ),
        (
            {},
            {"visited": {"at_least_percent": 5, "items": FORM + "/*"}},
            "/earned_by/visited/count",
            "is missing",
        ),
        (
            {},
            {"visited": {"at_least_percent": 5, "items": FORM, "count": 2}},
            "/earned_by/visited/count",
            "a list",
        ),
        ({}, {"identity": ["shoe_size"]}, "/earned_by/identity/0", "one of: id, given_name"),
        ({"retired": True}, {"completed": True}, "/effective", "is missing"),
        ({"time_zone": "Mars/Olympus"}, {"completed": True}, "/time_zone", "no time zone 'Mars/Olympus'"),
        ({"once_per": "decade"}, {"completed": True}, "/once_per", "one of: activity, date"),
        (
            {"once_per": {"cycle": {"begins": "2026-01-31", "months": 1}}},
            {"completed": True},
            "/once_per/cycle/begins",
            "first 28 days",
        ),
        ({"basis": {"fixed": 1, "scheduled": 60}}, {"completed": True}, "/basis", "exactly one of the keys"),
        (
            {"credit": {"parts": [{"name": "a", "maximum": 1}, {"name": "b", "maximum": 1}]}},
            {"completed": True},
            "/credit/parts",
            "they come to 2",
        ),
        (
            {"credit": {"parts": [{"name": "a", "maximum": 1}]}},
            {"completed": True},
            "/credit/parts",
            "at least two parts",
        ),
        (
            {
                "credit": {
                    "equivalents": [{"type": "x", "factor": 1, "from": "2026-02-01", "to": "2026-01-01"}]
                }
            },
            {"completed": True},
            "/credit/equivalents/0/to",
            "must not be after",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_place(
    says: dict[str, Any], asked: dict[str, Any], pointer: str, sentence: str
) -> None:
    with pytest.raises(PolicyRefused) as refused:
        policy(says, **asked)
    assert refused.value.pointer == pointer
    assert sentence in str(refused.value)
