"""Which activities would fill what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.activities import Activities
from lrs.credits.once import Once
from lrs.requirements.earned import Earned
from lrs.requirements.offer import Offer
from lrs.requirements.progress import progress
from lrs.requirements.suggestions import Suggestion, suggest
from tests.unit.requirements.samples import award, requirement

ON = date(2026, 6, 1)


def offer(
    name: str, closes: str | date = "2026-12-31", amount: str | Decimal = "2", kind: str = "A", **members: Any
) -> Offer:
    """Return an offer that opened long ago."""
    credit = award(amount, kind=kind, policy_id=name, **members)
    return Offer(
        policy_id=name,
        title="An activity",
        activities=Activities.named([credit.activity]),
        once=Once(),
        format=credit.format,
        provider=credit.provider,
        opens=date(2020, 1, 1),
        closes=date.fromisoformat(closes) if isinstance(closes, str) else closes,
        credits=(credit,),
    )


def suggested(*offers: Offer, awards: tuple[Earned, ...] = (), **members: Any) -> list[Suggestion]:
    """Return what is suggested for the basic requirement, of which 10 credits are needed."""
    reached = progress(requirement(**members), awards, ON)
    return suggest(reached, awards, offers)


def names(suggestions: list[Suggestion]) -> list[str]:
    return [each.offer.policy_id for each in suggestions]


def test_what_closes_first_comes_first_and_then_what_fills_most() -> None:
    offers = [
        offer("late", "2027-03-31", "9"),
        offer("small", "2026-07-31", "1"),
        offer("large", "2026-07-31", "3"),
        offer("today", "2026-06-01"),
    ]
    assert names(suggested(*offers)) == ["today", "large", "small", "late"]


def test_what_is_not_open_on_the_day_is_not_suggested() -> None:
    assert suggested(offer("over", "2026-05-31")) == []
    assert not offer("x").is_open([], date(2019, 12, 31))
    assert offer("x").is_open([], date(2020, 1, 1))


def test_what_the_learner_has_is_not_suggested_again() -> None:
    assert names(suggested(offer("had"), offer("new"), awards=(award(policy_id="had"),))) == ["new"]


@pytest.mark.parametrize(
    ("once", "activities", "is_open"),
    [
        (Once(), ["https://cme.example/1"], False),
        (Once("activity"), ["https://cme.example/1"], False),
        (Once("activity"), ["https://cme.example/1", "https://cme.example/2"], True),
        (Once("activity"), ["https://cme.example/*"], True),
        (Once("date"), ["https://cme.example/1"], True),
        (Once("cycle", date(2026, 1, 1), 12), ["https://cme.example/1"], False),
        (Once("cycle", date(2026, 1, 1), 3), ["https://cme.example/1"], True),
    ],
)
def test_what_may_be_earned_again_is_open_again(once: Once, activities: list[str], is_open: bool) -> None:
    repeated = replace(offer("x"), once=once, activities=Activities.named(activities))
    had = [award(day="2026-03-31", policy_id="x", activity="https://cme.example/1"), award(day=ON)]
    assert repeated.is_open(had, ON) is is_open
    assert repeated.is_open([replace(had[0], day=ON)], ON) is (is_open and once.per == "activity")


def test_what_is_not_accepted_is_not_suggested() -> None:
    assert suggested(offer("strange", kind="X")) == []


def test_nothing_is_suggested_once_nothing_is_missing() -> None:
    assert suggested(offer("more"), awards=(award("10"),)) == []


def test_what_would_be_cut_by_a_limit_is_not_suggested() -> None:
    parts = [{"title": "A", "categories": ["a"], "at_most": 3}]
    awards = (award("3"),)
    assert names(suggested(offer("a"), offer("b", kind="B"), awards=awards, parts=parts)) == ["b"]


def test_what_fills_a_part_says_by_how_much() -> None:
    parts = [{"title": "Ethics", "categories": ["b"], "at_least": 3}]
    found = suggested(offer("ethics", amount="5", kind="B"), awards=(award("9"),), parts=parts)
    assert [each.fills for each in found] == [(("Total", Decimal(1)), ("Ethics", Decimal(3)))]


def test_another_body_for_an_activity_that_counts_already_adds_only_what_is_more() -> None:
    activity = "https://cme.example/congress"
    had = (award("3", activity=activity, body="ama-pra"),)
    same = offer("same", amount="3", activity=activity, body="eaccme")
    more = offer("more", amount="4", activity=activity, body="eaccme")
    found = suggested(same, more, awards=had)
    assert [(each.offer.policy_id, each.fills) for each in found] == [("more", (("Total", Decimal(1)),))]


@given(
    st.lists(
        st.builds(
            offer,
            st.uuids().map(str),
            st.dates(date(2026, 1, 1), date(2027, 12, 31)),
            st.decimals("0.25", "12", places=2),
            st.sampled_from("ABX"),
        ),
        max_size=8,
    )
)
def test_every_suggestion_fills_something_and_no_more_than_is_missing(offers: list[Offer]) -> None:
    parts = [{"title": "B", "categories": ["b"], "at_least": 3}]
    reached = progress(requirement(parts=parts), [award("4")], ON)
    missing = {each.part.title: each.missing for each in reached.missing}
    found = suggest(reached, [award("4")], offers)
    assert [each.offer.closes for each in found] == sorted(each.offer.closes for each in found)
    assert all(each.offer.is_open([], ON) and each.fills for each in found)
    assert all(0 < gain <= missing[title] for each in found for title, gain in each.fills)
