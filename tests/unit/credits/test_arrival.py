"""What comes late, or before its time, is flagged, and the policy decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lrs.credits.arrival import Arrival
from lrs.credits.evidence import Evidence
from tests.unit.credits.samples import NOON, assessed, evidence, policy

LATE = evidence("late", stored=NOON + timedelta(days=9))
AHEAD = evidence("ahead", stored=NOON - timedelta(hours=2))
IN_TIME = evidence("in time", stored=NOON + timedelta(seconds=2))


def judged(item: Evidence, **arrival: Any) -> tuple[bool, str]:
    """Return whether a statement counts, and how it is flagged."""
    counting, flags = Arrival.of(arrival).sift([item])
    return bool(counting), "".join(flag.why for flag in flags)


@pytest.mark.parametrize(
    ("item", "arrival", "counts", "why"),
    [
        (IN_TIME, {}, True, ""),
        (LATE, {}, True, "It came 9 days after its timestamp and counts."),
        (LATE, {"late": {"days": 9, "then": "refuse"}}, True, ""),
        (
            LATE,
            {"late": {"days": 8, "then": "refuse"}},
            False,
            "It came 9 days after its timestamp and does not count: at most 8 are allowed.",
        ),
        (
            LATE,
            {"late": {"days": 1, "then": "review"}},
            False,
            "It came 9 days after its timestamp and does not count until somebody else approves of it.",
        ),
        (AHEAD, {}, True, "Its clock was 120 minutes ahead when it came: it counts."),
        (AHEAD, {"ahead": {"minutes": 120, "then": "refuse"}}, True, ""),
        (
            AHEAD,
            {"ahead": {"minutes": 5, "then": "refuse"}},
            False,
            "Its clock was 120 minutes ahead when it came: it does not count.",
        ),
        (evidence("unknown"), {"late": {"days": 0, "then": "refuse"}}, True, ""),
    ],
)
def test_arrival(item: Evidence, arrival: dict[str, Any], counts: bool, why: str) -> None:
    assert judged(item, **arrival) == (counts, why)


def test_a_late_statement_counts_once_somebody_approves_of_it() -> None:
    approved = evidence("late", stored=LATE.stored, approved_by=frozenset({"mbox:mailto:office@example.org"}))
    assert judged(approved, late={"days": 1, "then": "review"}) == (
        True,
        "It came 9 days after its timestamp and counts, approved by mbox:mailto:office@example.org.",
    )


def test_what_came_before_its_time_counts_as_of_when_it_came() -> None:
    found = assessed(policy({"arrival": {"ahead": {"minutes": 5, "then": "stored"}}}, completed=True), AHEAD)
    assert found.earned_on == AHEAD.stored
    assert [flag.statement_id for flag in found.flags] == ["ahead"]


def test_what_does_not_count_is_flagged_where_credit_is_missing() -> None:
    by = policy({"arrival": {"late": {"days": 7, "then": "refuse"}}}, completed=True)
    found = assessed(by, LATE)
    assert found.missing == ("The activity was not completed.",)
    assert [flag.statement_id for flag in found.flags] == ["late"]
    assert assessed(by, LATE, IN_TIME).evidence == ("in time",)


def test_a_statement_about_something_else_is_not_flagged() -> None:
    other = evidence("other", activity="https://example.org/other", stored=LATE.stored)
    assert assessed(policy(completed=True), other).flags == ()
