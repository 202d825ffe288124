"""How far a learner has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.requirements.cycle import Period, after
from lrs.requirements.earned import Earned
from lrs.requirements.progress import Progress, progress
from tests.unit.requirements.samples import award, requirement

NEW_YEARS_EVE = date(2026, 12, 31)
DAYS = st.dates(date(2021, 1, 1), date(2029, 12, 31))
AWARDS = st.lists(
    st.builds(
        award,
        st.decimals("0.25", "15", places=2),
        st.dates(date(2023, 1, 1), date(2027, 12, 31)),
        st.sampled_from("ABX"),
        body=st.sampled_from(["ama-pra", "eaccme"]),
        activity=st.sampled_from(["https://cme.example/1", "https://cme.example/2", "https://cme.example/3"]),
    ),
    max_size=10,
)
CARRYING = requirement(
    carry_over={"at_most": 6},
    expires={"months": 18},
    parts=[{"title": "B", "categories": ["b"], "at_least": 3}],
)


def counted(reached: Progress) -> Decimal:
    return reached.parts[0].counted


def missing(reached: Progress) -> dict[str, str]:
    return {each.part.title: str(each.missing) for each in reached.missing}


def reached(*awards: Earned, on: date = NEW_YEARS_EVE, **members: Any) -> Progress:
    return progress(requirement(**members), awards, on)


def test_what_is_missing_is_named_by_part() -> None:
    parts = [
        {"title": "Ethics", "categories": ["a"], "at_least": 5},
        {"title": "Personal", "categories": ["b"], "at_most": 3},
    ]
    found = reached(award("2"), award("7", kind="B"), parts=parts)
    assert {each.part.title: str(each.counted) for each in found.parts} == {
        "Total": "5",
        "Ethics": "2",
        "Personal": "3",
    }
    assert missing(found) == {"Total": "5", "Ethics": "3"}


def test_without_awards_everything_is_missing() -> None:
    assert missing(reached()) == {"Total": "10"}


def test_what_suffices_leaves_nothing_missing() -> None:
    assert missing(reached(award("12"))) == {}


def test_weights_are_exact() -> None:
    accepts = [{"credit_types": ["A"], "weight": Decimal("0.333")}]
    assert counted(reached(award("1.25"), accepts=accepts)) == Decimal("0.41625")


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2025-12-31", 0), ("2026-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 0), ("2027-01-01", 0)],
)
def test_credit_counts_in_its_cycle_up_to_the_day_that_is_asked_about(day: str, counts: int) -> None:
    assert counted(reached(award(day=day), on=date(2026, 6, 30))) == counts


def test_what_the_requirement_does_not_accept_is_named_with_the_reason() -> None:
    stranger = award(kind="X")
    [refusal] = reached(award(), stranger).refused
    assert (refusal.award, refusal.reason) == (stranger, "The requirement does not accept it.")


def test_an_activity_that_two_bodies_recognise_counts_once_and_for_the_most() -> None:
    activity = "https://cme.example/congress"
    small = award("2", activity=activity, body="ama-pra")
    large = [
        award("3", activity=activity, body="eaccme"),
        award("1", kind="B", activity=activity, body="eaccme"),
    ]
    found = reached(small, *large)
    assert counted(found) == 4
    assert [(each.award, each.reason) for each in found.refused] == [
        (small, "The credit of eaccme for the same activity counts.")
    ]


def test_an_activity_that_is_repeated_in_another_cycle_counts_again() -> None:
    activity = "https://cme.example/refresher"
    yearly = [award("2", "2025-05-01", activity=activity, body="eaccme"), award("1", activity=activity)]
    assert counted(reached(*yearly)) == 1


def test_the_same_award_twice_counts_once() -> None:
    once = award("4")
    assert counted(reached(once, once)) == 4


def test_a_rolling_balance_loses_credit_on_the_day_it_is_over() -> None:
    cycle = {"begins": "rolling", "months": 24}
    given_ = award("4", "2024-03-15")
    assert counted(reached(given_, on=date(2026, 3, 14), cycle=cycle)) == 4
    assert counted(reached(given_, on=date(2026, 3, 15), cycle=cycle)) == 0


def test_credit_may_expire_within_its_cycle() -> None:
    expires = {"months": 6}
    given_ = award("4", "2026-01-31")
    assert counted(reached(given_, on=date(2026, 7, 30), expires=expires)) == 4
    found = reached(given_, on=date(2026, 7, 31), expires=expires)
    assert counted(found) == 0
    assert [each.reason for each in found.refused] == ["It expired on 2026-07-31."]


def test_a_learner_begins_on_a_day_of_their_own() -> None:
    own = requirement(cycle={"begins": "own", "months": 36})
    start = date(2024, 2, 29)
    before, first, last = (award(day=day) for day in ("2024-02-28", "2024-02-29", "2027-02-27"))
    found = progress(own, [before, first, last], date(2027, 2, 27), start)
    assert found.period == Period(start, date(2027, 2, 27))
    assert [share.credit.award for share in found.shares] == [first, last]


def test_nothing_is_carried_over_unless_it_may_be() -> None:
    assert counted(reached(award("15", "2025-06-01"))) == 0


@pytest.mark.parametrize(
    ("earned", "carried"), [("9", "0"), ("10", "0"), ("13", "3"), ("16", "6"), ("40", "6")]
)
def test_what_a_cycle_did_not_need_is_carried_over_up_to_the_most(earned: str, carried: str) -> None:
    found = reached(award(earned, "2025-06-01"), carry_over={"at_most": 6})
    assert counted(found) == Decimal(carried)


def test_what_was_carried_over_is_not_carried_again() -> None:
    given_ = [award("16", "2024-06-01"), award("10", "2025-06-01")]
    assert counted(reached(*given_, on=date(2025, 12, 31), carry_over={"at_most": 6})) == 16
    # 2025 needs 4 of its own beside the 6 carried over, so that 6 of its own are left.
    found = reached(*given_, carry_over={"at_most": 6})
    assert [(share.credit.award, share.counted) for share in found.shares] == [(given_[1], Decimal(6))]
    later = reached(*given_, on=date(2027, 12, 31), carry_over={"at_most": 6})
    assert counted(later) == 0


def test_credit_that_a_part_needed_is_not_carried_over() -> None:
    parts = [{"title": "Ethics", "categories": ["b"], "at_least": 5}]
    given_ = [award("12", "2025-01-01"), award("5", "2025-12-01", "B")]
    found = reached(*given_, carry_over={"at_most": 6}, parts=parts)
    assert missing(found) == {"Total": "4", "Ethics": "5"}


def test_what_was_carried_over_expires_like_other_credit() -> None:
    members: dict[str, Any] = {"carry_over": {"at_most": 6}, "expires": {"months": 18}}
    given_ = award("16", "2025-03-10")
    assert counted(reached(given_, on=date(2026, 9, 9), **members)) == 6
    assert counted(reached(given_, on=date(2026, 9, 10), **members)) == 0


@given(AWARDS, DAYS, st.randoms())
def test_neither_order_nor_repetition_matters(awards: list[Earned], on: date, random: Any) -> None:
    again = [*random.sample(awards, len(awards)), *awards[:3]]
    assert progress(CARRYING, again, on) == progress(CARRYING, awards, on)


@given(AWARDS, DAYS)
def test_no_more_is_carried_over_than_may_be(awards: list[Earned], on: date) -> None:
    shares = progress(CARRYING, awards, on).shares
    assert sum(share.credit.worth for share in shares if share.credit.carried) <= 6


@given(AWARDS)
def test_over_all_cycles_no_credit_is_needed_for_more_than_it_is_worth(awards: list[Earned]) -> None:
    used: dict[str, Decimal] = {}
    for year in range(2023, 2030):
        for share in progress(CARRYING, awards, date(year, 12, 31)).shares:
            name = share.credit.award.award
            used[name] = used.get(name, Decimal(0)) + share.needed
    amounts = {each.award: each.amount for each in awards}
    assert all(amount <= amounts[name] for name, amount in used.items())


@given(AWARDS, DAYS)
def test_every_award_of_a_cycle_counts_or_is_refused_with_a_reason(awards: list[Earned], on: date) -> None:
    found = progress(CARRYING, awards, on)
    own = {share.credit.award.award for share in found.shares if not share.credit.carried}
    refused = {each.award.award for each in found.refused}
    assert own | refused == {each.award for each in awards if each.day in found.period and each.day <= on}
    assert not own & refused


@given(AWARDS, DAYS)
def test_nothing_counts_that_has_expired(awards: list[Earned], on: date) -> None:
    assert all(after(share.credit.award.day, 18) > on for share in progress(CARRYING, awards, on).shares)


@given(AWARDS, DAYS, st.integers(1, 400))
def test_without_carry_over_cycles_know_nothing_of_each_other(
    awards: list[Earned], on: date, days: int
) -> None:
    plain = replace(CARRYING, carry_over=Decimal(0))
    period = progress(plain, [], on).period
    before = [each for each in awards if each.day < period.first]
    moved = [replace(each, day=each.day - timedelta(days=days)) for each in before]
    rest = [each for each in awards if each.day >= period.first]
    assert progress(plain, [*moved, *rest], on) == progress(plain, awards, on)


@given(AWARDS, AWARDS, DAYS)
def test_further_awards_count_as_if_they_had_been_there(
    awards: list[Earned], more: list[Earned], on: date
) -> None:
    now = [replace(each, day=on) for each in more]
    before = progress(CARRYING, awards, on)
    assert before.with_more(now).parts == progress(CARRYING, [*awards, *now], on).parts
