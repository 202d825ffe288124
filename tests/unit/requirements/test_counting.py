"""How much of each credit counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.requirements.counting import Credit, Share, count, within
from lrs.requirements.requirement import TOTAL, Part, Requirement
from tests.unit.requirements.samples import award, credit, requirement

A = {"title": "A", "categories": ["a"]}
A_OR_B = {"title": "A or B", "categories": ["a", "b"]}
WEBINARS_OF_A = {"title": "Webinars of A", "categories": ["a"], "formats": ["webinar"]}
C = {"title": "C", "categories": ["c"]}
BASIC = requirement(parts=[each | {"at_most": 1} for each in (A, A_OR_B, WEBINARS_OF_A, C)])

amounts = st.decimals("0.25", "9", places=2)
credits_ = st.lists(
    st.builds(
        award,
        amounts,
        st.dates(min_value=award().day),
        st.sampled_from("ABC"),
        format=st.sampled_from(["webinar", "teaching"]),
    ).map(credit),
    max_size=12,
)
bounds = st.none() | st.decimals("0.5", "20", places=1)


@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    """Return a requirement with parts that lie in each other, with and without bounds."""
    drawn = []
    for part in BASIC.parts:
        at_least, at_most = draw(bounds), draw(bounds)
        if at_least is not None and at_most is not None:
            at_least = min(at_least, at_most)
        drawn.append(replace(part, at_least=at_least, at_most=None if part.title == TOTAL else at_most))
    return replace(BASIC, parts=tuple(drawn))


def counted(shares: Sequence[Share]) -> dict[str, str]:
    """Return what counts of each credit type."""
    sums: dict[str, Decimal] = {}
    for share in shares:
        kind = share.credit.award.credit_type
        sums[kind] = sums.get(kind, Decimal(0)) + share.counted
    return {kind: str(amount) for kind, amount in sums.items()}


@pytest.mark.parametrize(
    ("parts", "awards", "expected"),
    [
        ([], [("4", "A"), ("8", "B")], {"A": "4", "B": "8"}),
        ([A | {"at_most": 3}], [("4", "A"), ("8", "B")], {"A": "3", "B": "8"}),
        ([A_OR_B | {"at_most": 5}], [("4", "A"), ("8", "B"), ("2", "C")], {"A": "4", "B": "1", "C": "2"}),
        (
            [A_OR_B | {"at_most": 5}, {"title": "B", "categories": ["b"], "at_least": 3}],
            [("4", "A"), ("8", "B")],
            {"A": "2", "B": "3"},
        ),
        ([A | {"at_most": 3}, A_OR_B | {"at_most": 5}], [("9", "A"), ("9", "B")], {"A": "3", "B": "2"}),
    ],
)
def test_what_counts(
    parts: list[dict[str, Any]], awards: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    found = count(requirement(parts=parts or None), [credit(award(each, kind=kind)) for each, kind in awards])
    assert counted(found) == expected


def test_what_is_needed_is_told_from_what_is_spare() -> None:
    early, late = credit(award("6", "2026-01-01")), credit(award("7", "2026-02-01"))
    [first, second] = count(requirement(), [late, early])
    assert [first.credit, first.needed, first.spare] == [early, 6, 0]
    assert [second.credit, second.needed, second.spare] == [late, 4, 3]


def test_what_a_part_needs_is_taken_even_from_late_credit() -> None:
    early, late = credit(award("12", "2026-01-01", "B")), credit(award("7", "2026-02-01"))
    [first, second] = count(requirement(parts=[A | {"at_least": 5}]), [early, late])
    assert [first.needed, first.spare] == [Decimal(5), Decimal(7)]
    assert [second.needed, second.spare] == [Decimal(5), Decimal(2)]


@given(requirements(), credits_)
def test_no_credit_counts_for_more_than_it_is_worth(asked: Requirement, given_: list[Credit]) -> None:
    shares = count(asked, given_)
    assert sorted(share.credit.award.award for share in shares) == sorted(each.award.award for each in given_)
    assert all(share.needed >= 0 and share.spare >= 0 for share in shares)
    assert all(share.counted <= share.credit.worth for share in shares)


@given(requirements(), credits_)
def test_no_limit_is_exceeded(asked: Requirement, given_: list[Credit]) -> None:
    shares = count(asked, given_)
    assert all(part.at_most is None or within(part, shares) <= part.at_most for part in asked.parts)


@given(requirements(), credits_, st.randoms())
def test_the_order_of_credits_does_not_matter(asked: Requirement, given_: list[Credit], random: Any) -> None:
    shuffled = random.sample(given_, len(given_))
    assert count(asked, shuffled) == count(asked, given_)


@given(requirements(), credits_)
def test_no_other_choice_counts_more(asked: Requirement, given_: list[Credit]) -> None:
    assert sum(share.counted for share in count(asked, given_)) == _most(asked, given_)


@given(requirements(), credits_, credits_)
def test_more_credit_never_counts_less(asked: Requirement, given_: list[Credit], more: list[Credit]) -> None:
    before, then = count(asked, given_), count(asked, [*given_, *more])
    for part in asked.parts:
        if part.at_least is not None:
            assert min(within(part, then), part.at_least) >= min(within(part, before), part.at_least)


@given(requirements(), credits_)
def test_what_is_needed_is_no_more_than_what_is_asked_for(asked: Requirement, given_: list[Credit]) -> None:
    needed = sum(share.needed for share in count(asked, given_))
    assert needed <= sum(part.at_least or 0 for part in asked.parts)


def _most(asked: Requirement, given_: list[Credit]) -> Decimal:
    """Return the most that can count: within each limit, from the inside out."""
    limits = {part.title: part.at_most for part in asked.parts}

    def worth(categories: str, formats: tuple[str, ...] = ("webinar", "teaching")) -> Decimal:
        part = Part("", frozenset(categories), frozenset(formats), None, None)
        held = (each.worth for each in given_ if part.holds(each.category, each.award.format))
        return sum(held, Decimal(0))

    def limited(title: str, amount: Decimal) -> Decimal:
        limit = limits.get(title)
        return amount if limit is None else min(amount, limit)

    a = limited("A", limited("Webinars of A", worth("a", ("webinar",))) + worth("a", ("teaching",)))
    return limited("A or B", a + worth("b")) + limited("C", worth("c"))
