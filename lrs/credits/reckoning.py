"""The arithmetic of one credit, step by step."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from lrs.credits.amounts import credited, designated
from lrs.credits.basis import (
    Attended,
    Basis,
    Designated,
    Fixed,
    Planned,
    Questions,
    Statements,
    Watched,
)
from lrs.credits.contributions import Contribution, Session, contributions, counted_in_all, sessions, worths
from lrs.credits.credit import Credit
from lrs.credits.evidence import Evidence
from lrs.credits.gates import minutes
from lrs.credits.policy import Policy
from lrs.credits.stretches import seconds


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What evidence comes to as one credit, when the requirements are met.

    `reached` is the moment at which the amount was reached, None where no single statement contributes to it.
    `statements` are those that contribute.
    """

    amount: Decimal
    steps: tuple[str, ...]
    statements: tuple[str, ...]
    reached: datetime | None


def reckon(policy: Policy, credit: Credit, evidence: Sequence[Evidence]) -> Reckoning:
    """Return what `evidence`, which is in order, comes to."""
    if isinstance(policy.basis, Designated):
        amount = designated(credit)
        return Reckoning(
            amount, (f"Every requirement is met: the designated maximum of {amount} credits.",), (), None
        )
    if isinstance(policy.basis, Planned):
        return _planned(policy, policy.basis, credit, evidence)
    return _summed(policy.basis, credit, contributions(policy, evidence))


def _planned(policy: Policy, basis: Planned, credit: Credit, evidence: Sequence[Evidence]) -> Reckoning:
    """Return what the planned minutes come to, or the minutes attended where these fall short pro rata."""
    asked, planned = policy.earned_by.attended, 60 * Fraction(basis.minutes)
    if asked and asked.pro_rata:
        found = contributions(policy, evidence)
        attended = seconds(each.interval for each in found if each.interval)
        if attended < min(60 * Fraction(asked.at_least_minutes), planned):
            return _summed(Attended(None), credit, found)
    amount = credited([planned / (60 * Fraction(credit.minutes_per_credit))], credit)
    said = f"{basis.minutes} minutes {basis.kind}, {credit.minutes_per_credit} minutes a credit."
    return Reckoning(amount, (said, *_rounding(credit, amount)), (), None)


def _summed(basis: Basis, credit: Credit, found: Sequence[Contribution]) -> Reckoning:
    def worth(summed: Sequence[Session]) -> Decimal:
        return credited(worths(summed, credit), credit)

    def after(count: int) -> Decimal:
        return worth(sessions(basis, found[:count]))

    summed = sessions(basis, found)
    amount = worth(summed)
    # No contribution takes anything away: the amount is reached at one moment, and stays.
    count = bisect_left(range(len(found) - 1), amount, key=lambda n: after(n + 1)) if found else 0
    return Reckoning(
        amount=amount,
        steps=(*_said(basis, credit, summed), *_rounding(credit, amount)),
        statements=tuple(statement for each in found for statement in each.statements),
        reached=found[count].at if found else None,
    )


def _rounding(credit: Credit, amount: Decimal) -> Iterator[str]:
    rounding = f"to nearest, ties {credit.ties}," if credit.rounding == "nearest" else credit.rounding
    each = "Each session is rounded" if credit.per_session else "Rounded"
    yield f"{each} {rounding} in steps of {credit.step}, at most {credit.maximum}, at least {credit.minimum}."
    yield f"{amount} credits." if amount else f"That is less than {credit.minimum}: no credit."


def _said(basis: Basis, credit: Credit, found: Sequence[Session]) -> Iterator[str]:
    match basis:
        case Fixed():
            yield f"{len(found)} completed, {basis.credits} credits each."
        case Questions():
            yield f"{len(found)} questions answered, {basis.per_credit} questions a credit."
        case Statements():
            yield f"{len(found)} statements, {basis.credits} credits each."
        case _:
            yield from _sessions_said(credit, found)
            whole = Fraction(counted_in_all(found), 1_000_000)
            done = "watched" if isinstance(basis, Watched) else "attended"
            yield f"{minutes(whole)} minutes {done}, {credit.minutes_per_credit} minutes a credit."


def _sessions_said(credit: Credit, found: Sequence[Session]) -> Iterator[str]:
    """Yield a sentence for each session where the sum alone would not show how it came about."""
    if not credit.per_session and all(each.counted == each.spent and each.factor == 1 for each in found):
        return
    for each in found:
        spent, counted = (Fraction(time, 1_000_000) for time in (each.spent, each.counted))
        cut = "" if counted == spent else f", of which {minutes(counted)} count"
        times = "" if each.factor == 1 else f", counted {_decimal(Fraction(each.factor))} times"
        yield f"{each.name}: {minutes(spent)} minutes{cut}{times}."


def _decimal(number: Fraction) -> str:
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")
