"""Exact credit amounts: fractions until they are rounded, decimals after it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from heapq import heapify, heapreplace

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
    """Return how much of `amount` each part of the rule gets, as whole steps, in proportion to its maximum.

    Each step in turn goes to the part that is furthest behind: to the one with the largest quotient of its
    maximum and twice the steps it has plus one (the method of Webster and Sainte-Laguë), the earlier part of
    two that are equal. So the parts sum to `amount`, none is above its maximum, and none gets less of more.
    """
    steps = [0] * len(rule.parts)
    behind = [(-Fraction(part.maximum), n) for n, part in enumerate(rule.parts)]
    heapify(behind)
    for _ in range(int(amount / rule.step)):
        _, n = behind[0]
        steps[n] += 1
        heapreplace(behind, (-Fraction(rule.parts[n].maximum) / (2 * steps[n] + 1), n))
    return tuple(count * rule.step for count in steps)


def mode(rule: Credit) -> str:
    """Return how the rule rounds, in words."""
    return f"nearest, ties {rule.ties}" if rule.rounding == "nearest" else rule.rounding


def _amount(steps: int, rule: Credit) -> Decimal:
    # Cut before multiplying, so that an absurd duration cannot leave the precision of decimals.
    amount = min(steps, int(rule.maximum / rule.step)) * rule.step
    return amount if amount >= rule.minimum else amount * 0
