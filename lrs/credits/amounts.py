"""Exact credit amounts: fractions until they are rounded, decimals after it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from lrs.credits.credit import Credit

_HALF = Fraction(1, 2)

_ROUND: dict[str, Callable[[Fraction], int]] = {
    "down": math.floor,
    "up": math.ceil,
    "nearest, ties up": lambda steps: math.floor(steps + _HALF),
    "nearest, ties down": lambda steps: math.ceil(steps - _HALF),
    "nearest, ties even": round,
}


def credited(worths: Iterable[Fraction], rule: Credit) -> Decimal:
    """Return the credits for sessions that are worth so many credits exactly.

    Rounded, once or each of them as the rule has it, to a multiple of the rule's step, and cut at its
    maximum; less than its minimum is none.
    """
    rounded, step = _ROUND[mode(rule)], Fraction(rule.step)
    steps = sum(
        rounded(worth / step) for worth in (worths if rule.per_session else [sum(worths, Fraction())])
    )
    return _amount(steps, rule)


def claimed(claim: Decimal, earned: Decimal, rule: Credit) -> Decimal:
    """Return what a claim comes to: rounded down to a multiple of the step, at most what was earned."""
    if claim >= earned:
        return earned
    return _amount(max(int(claim / rule.step), 0), rule)


def designated(rule: Credit) -> Decimal:
    """Return the designated maximum, written with as many decimals as the rule's step."""
    return int(rule.maximum / rule.step) * rule.step


def shared(amount: Decimal, rule: Credit) -> tuple[Decimal, ...]:
    """Return how much of `amount` each part of the rule gets: in proportion to its maximum, as whole steps.

    What is left of a step after that goes, a step each, to the parts that lack the largest fraction of one,
    the earlier part first. So the parts sum to `amount`, and none is above its maximum.
    """
    steps = int(amount / rule.step)
    quotas = [steps * Fraction(part.maximum) / Fraction(rule.maximum) for part in rule.parts]
    whole = [math.floor(quota) for quota in quotas]
    return tuple(count * rule.step for count in _with_remainder(whole, quotas, steps - sum(whole)))


def mode(rule: Credit) -> str:
    """Return how the rule rounds, in words."""
    return f"nearest, ties {rule.ties}" if rule.rounding == "nearest" else rule.rounding


def _with_remainder(whole: Sequence[int], quotas: Sequence[Fraction], left: int) -> list[int]:
    by_lack = sorted(range(len(whole)), key=lambda n: (whole[n] - quotas[n], n))
    return [count + (n in by_lack[:left]) for n, count in enumerate(whole)]


def _amount(steps: int, rule: Credit) -> Decimal:
    # Cut before multiplying, so that an absurd duration cannot leave the precision of decimals.
    amount = min(steps, int(rule.maximum / rule.step)) * rule.step
    return amount if amount >= rule.minimum else amount * 0
