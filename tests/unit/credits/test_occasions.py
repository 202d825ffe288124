"""Several awards by one policy: for each credit, and on each occasion."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from lrs.credits.assessment import assess
from lrs.credits.document import read
from lrs.credits.evidence import Evidence
from lrs.credits.learner import Learner
from lrs.credits.once import Once
from lrs.credits.policy import Policy
from tests.unit.credits.samples import ACTIVITY, COMPLETED, evidence, example, policy

FORM = "https://cme.example.org/form"
OTHER = f"{ACTIVITY}/other"


def on(name: str, day: int, activity: str = ACTIVITY, verb: str = COMPLETED) -> Evidence:
    return evidence(name, verb, activity=activity, timestamp=datetime(2026, 3, day, 23, tzinfo=UTC))


def earned(by: Policy, *given: Evidence) -> dict[str, tuple[str, ...]]:
    """Return, by occasion, the statements on which an award rests."""
    return {each.slot.occasion: each.evidence for each in assess(by, given) if each.amount}


def test_each_date_is_an_occasion_in_the_time_zone_of_the_policy() -> None:
    given = (on("a", 2), on("b", 2), on("c", 9))
    assert earned(policy({"once_per": "date"}, completed=True), *given) == {
        "2026-03-02": ("a",),
        "2026-03-09": ("c",),
    }
    brussels = policy({"once_per": "date", "time_zone": "Europe/Brussels"}, completed=True)
    assert list(earned(brussels, *given)) == ["2026-03-03", "2026-03-10"]


def test_each_activity_is_an_occasion_and_its_award_is_called_by_it() -> None:
    activity = {"id": [ACTIVITY, f"{ACTIVITY}/*"], "title": "Course", "format": "live course"}
    by = policy({"once_per": "activity", "activity": activity}, completed=True)
    found = assess(by, [on("a", 2), on("b", 3, OTHER), on("c", 4)])
    assert [(each.activity, each.evidence) for each in found] == [(ACTIVITY, ("a",)), (OTHER, ("b",))]


def test_an_evaluation_belongs_to_the_latest_occasion_before_it() -> None:
    by = policy({"once_per": "date"}, completed=True, evaluation=FORM)
    given = (on("a", 2), on("b", 9), on("e", 10, FORM))
    assert earned(by, *given) == {"2026-03-09": ("b", "e")}
    assert list(earned(by, *given, on("f", 3, FORM))) == ["2026-03-02", "2026-03-09"]


def test_a_disclosure_and_a_consent_belong_to_all_occasions() -> None:
    by = policy({"once_per": "date"}, completed=True, disclosure=f"{FORM}/d", consent=f"{FORM}/c")
    given = (on("d", 1, f"{FORM}/d"), on("c", 1, f"{FORM}/c"), on("x", 2), on("y", 9))
    assert earned(by, *given) == {"2026-03-02": ("c", "d", "x"), "2026-03-09": ("c", "d", "y")}


def test_without_an_occasion_there_is_one_assessment_that_says_what_is_missing() -> None:
    [nothing] = assess(policy({"once_per": "date"}, completed=True), [])
    assert (nothing.slot.occasion, nothing.missing) == ("", ("The activity was not completed.",))


@pytest.mark.parametrize(
    ("begins", "months", "day", "first"),
    [
        ("2026-01-01", 12, "2026-12-31", "2026-01-01"),
        ("2026-01-01", 12, "2025-12-31", "2025-01-01"),
        ("2026-04-01", 12, "2027-03-31", "2026-04-01"),
        ("2026-04-06", 12, "2026-04-05", "2025-04-06"),
        ("2020-07-01", 60, "2031-01-01", "2030-07-01"),
        ("2020-07-01", 36, "2019-01-01", "2017-07-01"),
        ("2026-01-15", 1, "2026-03-14", "2026-02-15"),
        ("2026-01-01", 120, "0001-06-01", "0001-01-01"),
    ],
)
def test_a_cycle_is_named_by_its_first_day(begins: str, months: int, day: str, first: str) -> None:
    once = Once.of({"cycle": {"begins": begins, "months": months}})
    assert once.cycle(date.fromisoformat(day)) == date.fromisoformat(first)


def test_each_profession_gets_the_credits_that_are_for_it() -> None:
    plain: dict[str, Any] = read(example())["credit"]
    both = [
        plain | {"professions": ["physician"]},
        plain
        | {"type": "Contact hour", "body": "nursing", "professions": ["Nurse", "midwife"], "maximum": 2},
        plain | {"type": "IPCE", "body": "ipce"},
    ]
    found = assess(policy({"credit": both}, completed=True), [on("a", 2)], Learner("nurse"))
    assert {each.slot.credit_type: str(each.amount) for each in found} == {
        "AMA PRA Category 1 Credit": "0",
        "Contact hour": "2.00",
        "IPCE": "1.00",
    }
    assert found[0].missing == ("This credit is for: physician; the registry says nurse.",)
