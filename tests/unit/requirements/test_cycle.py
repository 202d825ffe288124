"""In which period a day lies. All days are of UTC."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.requirements.cycle import Cycle, Period, after

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(1, 120)
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begins", "months", "on", "first", "last"),
    [
        ("2026-01-01", 12, "2026-01-01", "2026-01-01", "2026-12-31"),
        ("2026-01-01", 12, "2026-12-31", "2026-01-01", "2026-12-31"),
        ("2026-01-01", 12, "2025-12-31", "2025-01-01", "2025-12-31"),
        ("2026-04-01", 12, "2026-03-31", "2025-04-01", "2026-03-31"),
        ("2026-04-01", 12, "2026-04-01", "2026-04-01", "2027-03-31"),
        ("2026-07-01", 12, "2030-06-30", "2029-07-01", "2030-06-30"),
        ("2025-01-01", 36, "2027-12-31", "2025-01-01", "2027-12-31"),
        ("2025-01-01", 36, "2028-01-01", "2028-01-01", "2030-12-31"),
        ("2025-01-01", 36, "2024-12-31", "2022-01-01", "2024-12-31"),
        ("2021-01-01", 60, "2025-12-31", "2021-01-01", "2025-12-31"),
        ("2024-02-29", 12, "2025-02-27", "2024-02-29", "2025-02-27"),
        ("2024-02-29", 12, "2025-02-28", "2025-02-28", "2026-02-27"),
        ("2024-02-29", 12, "2028-02-28", "2027-02-28", "2028-02-28"),
        ("2024-02-29", 12, "2028-02-29", "2028-02-29", "2029-02-27"),
        ("2026-01-31", 1, "2026-02-28", "2026-02-28", "2026-03-30"),
    ],
)
def test_the_period_of_a_day(begins: str, months: int, on: str, first: str, last: str) -> None:
    period = Period(day(first), day(last))
    assert Cycle(months, day(begins)).at(day(on)) == period
    assert Cycle(months, "own").at(max(day(on), day(begins)), day(begins)) == (
        period if day(on) >= day(begins) else Cycle(months, day(begins)).at(day(begins))
    )


@pytest.mark.parametrize(
    ("on", "first"),
    [
        ("2026-06-15", "2024-06-16"),
        ("2026-02-27", "2024-02-28"),
        ("2026-02-28", "2024-03-01"),
        ("2024-02-28", "2022-03-01"),
        ("2024-02-29", "2022-03-01"),
        ("2026-12-31", "2025-01-01"),
    ],
)
def test_a_rolling_period_of_24_months_ends_on_the_day_itself(on: str, first: str) -> None:
    assert Cycle(24, "rolling").at(day(on)) == Period(day(first), day(on))


def test_before_their_own_first_day_a_learner_is_in_the_first_cycle() -> None:
    assert Cycle(60, "own").at(day("2020-01-01"), day("2023-05-09")) == Period(
        day("2023-05-09"), day("2028-05-08")
    )


def test_a_cycle_of_the_learner_needs_their_first_day() -> None:
    with pytest.raises(ValueError, match="not known"):
        Cycle(60, "own").at(day("2026-01-01"))


@pytest.mark.parametrize(
    ("begins", "months", "then"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("9999-12-01", 1, "9999-12-31"),
        ("0001-01-01", -1, "0001-01-01"),
    ],
)
def test_months_later(begins: str, months: int, then: str) -> None:
    assert after(day(begins), months) == day(then)


@given(DAYS, MONTHS, DAYS)
def test_periods_follow_each_other_without_a_gap(begins: date, months: int, on: date) -> None:
    cycle = Cycle(months, begins)
    period = cycle.at(on)
    assert on in period
    assert {cycle.at(period.first), cycle.at(period.last)} == {period}
    assert cycle.at(period.last + DAY).first == period.last + DAY
    assert cycle.at(period.first - DAY).last == period.first - DAY


@given(DAYS, MONTHS)
def test_credit_is_in_a_rolling_period_until_the_day_on_which_it_is_over(earned: date, months: int) -> None:
    cycle, over = Cycle(months, "rolling"), after(earned, months)
    assert earned in cycle.at(earned)
    assert earned in cycle.at(over - DAY)
    assert earned not in cycle.at(over)


@given(DAYS, MONTHS, DAYS, DAYS, st.sampled_from(["own", "fixed"]))
def test_the_periods_up_to_one_begin_with_that_of_the_first_day_and_end_before_it(
    begins: date, months: int, one: date, other: date, kind: Literal["own", "fixed"]
) -> None:
    cycle = Cycle(months, "own" if kind == "own" else begins)
    start = begins if kind == "own" else None
    period = cycle.at(max(one, other), start)
    past = list(cycle.until(period, min(one, other), start))
    firsts = [each.first for each in [*past, period]]
    assert firsts == sorted(set(firsts))
    assert firsts[0] == cycle.at(min(one, other), start).first
    assert all(before.last + DAY == following.first for before, following in pairwise(past))
