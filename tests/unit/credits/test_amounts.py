"""Rounding, once and exactly."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.amounts import claimed, credited, designated, shared
from lrs.credits.credit import Credit, Part
from tests.unit.credits.samples import PAGE

QUARTERS = Credit(
    type="Credit",
    maximum=Decimal("1.00"),
    step=Decimal("0.25"),
    rounding="nearest",
    ties="up",
    minimum=Decimal("0.25"),
    minutes_per_credit=Decimal(60),
)
RULES = {
    "`nearest`, ties `up`": QUARTERS,
    "ties `down`": replace(QUARTERS, ties="down"),
    "ties `even`": replace(QUARTERS, ties="even"),
    "`down`": replace(QUARTERS, rounding="down"),
    "`up`": replace(QUARTERS, rounding="up"),
}


def worked_examples() -> list[tuple[str, str, str]]:
    """Return (rule, minutes, credits) for each cell of the table in the reference page."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    table = lines[next(n for n, line in enumerate(lines) if line.startswith("| Minutes attended")) :]
    (_, *rules), _rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table)
    return [
        (rule, minutes, amount)
        for minutes, *amounts in rows
        for rule, amount in zip(rules, amounts, strict=True)
    ]


@pytest.mark.parametrize(("rule", "minutes", "amount"), worked_examples())
def test_the_worked_examples_of_the_reference_page(rule: str, minutes: str, amount: str) -> None:
    expected = "0.00" if amount == "none" else amount
    assert str(credited([Fraction(minutes) / 60], RULES[rule])) == expected


@pytest.mark.parametrize(
    ("seconds", "changes", "amount"),
    [
        (Fraction(3599), {"rounding": "down", "maximum": Decimal(2)}, "0.75"),
        (Fraction(2, 3) * 3600, {"step": Decimal("0.1")}, "0.7"),
        (Fraction(3600), {"minutes_per_credit": Decimal(120)}, "0.50"),
        (Fraction(3600), {"step": Decimal(1)}, "1"),
        (Fraction(10) ** 5000, {}, "1.00"),
    ],
)
def test_other_steps_ratios_and_absurd_durations(
    seconds: Fraction, changes: dict[str, Decimal], amount: str
) -> None:
    rule = replace(QUARTERS, **changes)  # type: ignore[arg-type]
    assert str(credited([seconds / (60 * Fraction(rule.minutes_per_credit))], rule)) == amount


def test_the_designated_maximum_is_written_in_the_decimals_of_the_step() -> None:
    assert str(designated(replace(QUARTERS, maximum=Decimal(20)))) == "20.00"


STEPS = st.sampled_from(["0.01", "0.1", "0.25", "0.5", "1"]).map(Decimal)


@st.composite
def credit_rules(draw: st.DrawFn) -> Credit:
    step = draw(STEPS)
    steps = draw(st.integers(1, 100))
    return Credit(
        type="Credit",
        maximum=steps * step,
        step=step,
        rounding=draw(st.sampled_from(["nearest", "down", "up"])),
        ties=draw(st.sampled_from(["up", "down", "even"])),
        minimum=draw(st.integers(0, steps)) * step,
        minutes_per_credit=draw(st.sampled_from([30, 45, 60, 120]).map(Decimal)),
    )


WORTHS = st.lists(st.fractions(0, 150, max_denominator=1000), max_size=5)


@given(WORTHS, credit_rules())
def test_an_amount_is_a_multiple_of_the_step_within_the_bounds_or_nothing(
    worths: list[Fraction], rule: Credit
) -> None:
    amount = credited(worths, rule)
    assert amount % rule.step == 0
    assert amount == 0 or rule.minimum <= amount <= rule.maximum


@given(WORTHS, st.fractions(0, 150, max_denominator=1000), credit_rules())
def test_more_never_earns_less(worths: list[Fraction], more: Fraction, rule: Credit) -> None:
    assert credited(worths, rule) <= credited([*worths, more], rule)
    assert credited(worths, rule) <= credited([more + sum(worths[:1]), *worths[1:]], rule)


def test_sessions_can_be_rounded_each_by_itself() -> None:
    worths = [Fraction(7, 60)] * 4
    assert credited(worths, QUARTERS) == Decimal("0.50")
    assert credited(worths, replace(QUARTERS, per_session=True)) == 0
    assert credited(worths, replace(QUARTERS, per_session=True, rounding="up")) == Decimal("1.00")


@given(credit_rules(), st.data())
def test_parts_sum_to_the_award_and_none_is_above_its_maximum(rule: Credit, data: st.DataObject) -> None:
    steps = int(rule.maximum / rule.step)
    cuts = sorted([*data.draw(st.lists(st.integers(1, steps), max_size=4, unique=True)), 0, steps])
    sizes = [high - low for low, high in pairwise(cuts) if high > low]
    parts = tuple(Part(str(n), size * rule.step) for n, size in enumerate(sizes))
    amount = data.draw(st.integers(0, steps)) * rule.step
    found = shared(amount, replace(rule, parts=parts))
    assert sum(found) == amount
    assert all(got <= part.maximum for got, part in zip(found, parts, strict=True))
    more = shared(min(amount + rule.step, rule.maximum), replace(rule, parts=parts))
    assert all(got <= then for got, then in zip(found, more, strict=True))


def test_each_step_goes_to_the_part_that_is_furthest_behind() -> None:
    parts = (Part("safety", Decimal("0.25")), Part("rest", Decimal("0.75")))
    rule = replace(QUARTERS, parts=parts)
    assert [str(part) for part in shared(Decimal("0.50"), rule)] == ["0.25", "0.25"]
    assert [str(part) for part in shared(Decimal("0.25"), rule)] == ["0.00", "0.25"]


@pytest.mark.parametrize(
    ("claim", "amount"),
    [("0.5", "0.50"), ("0.7", "0.50"), ("0.75", "0.75"), ("3", "0.75"), ("0.2", "0.00"), ("-1", "0.00")],
)
def test_a_claim_is_rounded_down_and_never_above_what_was_earned(claim: str, amount: str) -> None:
    assert str(claimed(Decimal(claim), Decimal("0.75"), QUARTERS)) == amount
