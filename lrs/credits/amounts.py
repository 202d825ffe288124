"""Exact credit amounts: fractions until the one rounding at the end, decimals after it."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from lrs.credits.policy import Credit

_HALF = Fraction(1, 2)

_ROUND: dict[str, Callable[[Fraction], int]] = {
    "down": math.floor,
    "up": math.ceil,
    "nearest, ties up": lambda steps: math.floor(steps + _HALF),
    "nearest, ties down": lambda steps: math.ceil(steps - _HALF),
    "nearest, ties even": round,
}


def credited(seconds: Fraction, rule: Credit) -> Decimal:
    """Return the credits for `seconds` of participation.

    Rounded once, to a multiple of the rule's step, and cut at its maximum; less than its minimum is none.
    """
    credits_ = seconds / (60 * Fraction(rule.minutes_per_credit))
    steps = _ROUND[_mode(rule)](credits_ / Fraction(rule.step))
    # Cut before multiplying, so that an absurd duration cannot leave the precision of decimals.
    amount = min(steps, int(rule.maximum / rule.step)) * rule.step
    return amount if amount >= rule.minimum else amount * 0


def designated(rule: Credit) -> Decimal:
    """Return the designated maximum, written with as many decimals as the rule's step."""
    return int(rule.maximum / rule.step) * rule.step


def _mode(rule: Credit) -> str:
    return f"nearest, ties {rule.ties}" if rule.rounding == "nearest" else rule.rounding
