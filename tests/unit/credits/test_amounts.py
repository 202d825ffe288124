"""Rounding, once and exactly."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.amounts import credited, designated
from lrs.credits.policy import Credit
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
    assert str(credited(60 * Fraction(minutes), RULES[rule])) == expected


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
    assert str(credited(seconds, replace(QUARTERS, **changes))) == amount  # type: ignore[arg-type]


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


SECONDS = st.fractions(0, 500_000, max_denominator=1000)


@given(SECONDS, credit_rules())
def test_an_amount_is_a_multiple_of_the_step_within_the_bounds_or_nothing(
    seconds: Fraction, rule: Credit
) -> None:
    amount = credited(seconds, rule)
    assert amount % rule.step == 0
    assert amount == 0 or rule.minimum <= amount <= rule.maximum


@given(SECONDS, SECONDS, credit_rules())
def test_more_minutes_never_earn_less(seconds: Fraction, more: Fraction, rule: Credit) -> None:
    assert credited(seconds, rule) <= credited(seconds + more, rule)
