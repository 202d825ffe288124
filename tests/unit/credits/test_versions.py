"""Which version of a policy judges what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lrs.credits.comparison import Difference, differences
from lrs.credits.document import read
from lrs.credits.evidence import Evidence
from lrs.credits.policy import parse
from lrs.credits.retirement import retirement
from lrs.credits.versions import Judgement, Versions
from tests.unit.credits.samples import PASSED, evidence, example, policy, written

FIRST = {"version": 1}
SECOND = {"version": 2, "effective": "2026-07-01", "credit": {"maximum": 2}}


def judged(among: Versions, *given: Evidence) -> Judgement:
    [judgement] = among.judge(given).values()
    return judgement


def versions(*said: dict[str, Any], **asked: Any) -> Versions:
    return Versions.of(policy(each, **(asked or {"completed": True})) for each in said)


def completed(month: int, day: int = 1) -> Evidence:
    return evidence("c", timestamp=datetime(2026, month, day, tzinfo=UTC))


@pytest.mark.parametrize(
    ("said", "done", "version", "amount"),
    [
        ([FIRST, SECOND], completed(6, 30), 1, "1.00"),
        ([FIRST, SECOND], completed(7, 1), 2, "2.00"),
        ([FIRST, {"version": 2, "credit": {"maximum": 2}}], completed(6), 2, "2.00"),
        ([SECOND], completed(6), 2, "0"),
        ([FIRST, SECOND, {"version": 3, "effective": "2026-05-01"}], completed(6), 3, "1.00"),
        ([FIRST, SECOND, {"version": 3, "effective": "2026-05-01"}], completed(8), 3, "1.00"),
        (
            [FIRST, SECOND, {"version": 3, "effective": "2026-08-01", "retired": True}],
            completed(7),
            2,
            "2.00",
        ),
        ([FIRST, SECOND, {"version": 3, "effective": "2026-08-01", "retired": True}], completed(9), 3, "0"),
    ],
)
def test_the_newest_version_that_is_effective_judges(
    said: list[dict[str, Any]], done: Evidence, version: int, amount: str
) -> None:
    found = judged(versions(*said), done)
    assert (found.policy.version, str(found.assessment.amount)) == (version, amount)


def test_what_a_version_no_longer_judges_is_not_earned_by_it_instead() -> None:
    stricter = [policy(FIRST, completed=True), policy(SECOND, completed=True, score={"at_least": 1})]
    found = judged(Versions.of(stricter), completed(8))
    assert (found.policy.version, found.assessment.missing) == (2, ("There is no score.",))


def test_what_was_earned_by_one_version_stays_for_who_does_it_again_under_the_next() -> None:
    among = [policy(FIRST, completed=True), policy(SECOND, score={"at_least": 1})]
    again = evidence("s", PASSED, timestamp=datetime(2026, 8, 2, tzinfo=UTC), score_scaled=Decimal(1))
    assert judged(Versions.of(among), completed(6), again).policy.version == 1
    assert judged(Versions.of(among), again).policy.version == 2


def test_before_a_version_is_effective_the_one_before_says_what_is_missing() -> None:
    among = [policy(FIRST, completed=True), policy(SECOND, score={"at_least": 1})]
    early = evidence("x", PASSED, timestamp=datetime(2026, 3, 1, tzinfo=UTC))
    assert judged(Versions.of(among), early).assessment.missing == ("The activity was not completed.",)


def test_what_was_earned_before_the_first_version_is_effective_is_said_so() -> None:
    [why] = judged(versions(SECOND), completed(6)).assessment.missing
    assert why == "Version 2 judges only what is earned from 2026-07-01 on; this was earned on 2026-06-01."


def test_a_slot_that_nothing_belongs_to_any_more_is_judged_to_be_empty() -> None:
    among = Versions.of([policy({"once_per": "date"}, completed=True)])
    [slot] = among.judge([completed(6)])
    found = among.judge([], known=[slot])
    assert found[slot].assessment.missing == ("Nothing is in evidence for this award any more.",)


def test_retiring_writes_the_next_version_with_all_that_the_last_one_said() -> None:
    retired = parse(retirement(example().encode(), date(2027, 1, 1)))
    assert (retired.version, retired.effective, retired.retired) == (2, date(2027, 1, 1), True)
    changed = differences(read(example()), read(retirement(example().encode(), date(2027, 1, 1))))
    assert [each.pointer for each in changed] == ["/effective", "/retired", "/version"]


def test_what_differs_is_named_by_pointer_and_numbers_by_what_they_are_worth() -> None:
    before = {"a": {"b": Decimal("1.00"), "c": [1, 2]}, "d": "x"}
    after = read(written({"a": {"b": 1, "c": [1, 3, 4]}, "d": "y"}))
    assert list(differences(before, after)) == [
        Difference("/a/c/1", 2, 3),
        Difference("/a/c/2", None, 4),
        Difference("/d", "x", "y"),
    ]
