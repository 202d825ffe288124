"""How far a learner has come in a cycle of a requirement: a pure function of the awards that stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lrs.requirements.counting import Credit, Share, count, within
from lrs.requirements.cycle import Period, after
from lrs.requirements.earned import Earned
from lrs.requirements.requirement import Part, Requirement


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How much counts of a part, and how much of it is still missing."""

    part: Part
    counted: Decimal
    missing: Decimal


@dataclass(frozen=True, slots=True)
class Refusal:
    """An award of the cycle that does not count at all, and why."""

    award: Earned
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a learner has come on the day `on`, in the cycle that it lies in."""

    requirement: Requirement
    on: date
    period: Period
    parts: tuple[PartProgress, ...]
    shares: tuple[Share, ...]
    refused: tuple[Refusal, ...]

    @property
    def missing(self) -> tuple[PartProgress, ...]:
        """The parts of which more is needed."""
        return tuple(part for part in self.parts if part.missing)


def progress(
    requirement: Requirement, awards: Iterable[Earned], on: date, start: date | None = None
) -> Progress:
    """Return how far the awards bring a learner who began on `start`; credit earned after `on` is left out.

    The outcome does not depend on the order of the awards or on repetitions. Raises ValueError where the
    cycle begins with the learner and there is no `start`.
    """
    known = _known(awards, on)
    period = requirement.cycle.at(on, start)
    own, refused = _accepted(requirement, known, period, on)
    shares = count(requirement, [*_carried(requirement, known, period, on, start), *own])
    parts = (_part(part, within(part, shares)) for part in requirement.parts)
    return Progress(requirement, on, period, tuple(parts), tuple(shares), tuple(refused))


def expiry(requirement: Requirement, award: Earned) -> date | None:
    """Return the day from which on an award counts no more, or None if it does not expire."""
    months = [requirement.expires] if requirement.expires else []
    if requirement.cycle.begins == "rolling":
        months.append(requirement.cycle.months)
    return after(award.day, min(months)) if months else None


def _known(awards: Iterable[Earned], on: date) -> list[Earned]:
    once = {award.award: award for award in awards if award.day <= on}
    return sorted(once.values(), key=lambda award: (award.day, award.award))


def _part(part: Part, counted: Decimal) -> PartProgress:
    return PartProgress(part, counted, max(Decimal(0), (part.at_least or Decimal(0)) - counted))


def _accepted(
    requirement: Requirement, awards: Sequence[Earned], period: Period, on: date
) -> tuple[list[Credit], list[Refusal]]:
    """Return what the awards of a period are worth on a day, and the awards that are worth nothing."""
    credits_: list[Credit] = []
    refused: list[Refusal] = []
    for award in (award for award in awards if award.day in period):
        acceptance = requirement.acceptance(award)
        if acceptance is None:
            refused.append(Refusal(award, "The requirement does not accept it."))
        elif _expired(requirement, award, on):
            refused.append(Refusal(award, f"It expired on {expiry(requirement, award)}."))
        else:
            credits_.append(Credit(award, acceptance.category, award.amount * acceptance.weight))
    return _recognised_once(credits_, refused)


def _recognised_once(credits_: list[Credit], refused: list[Refusal]) -> tuple[list[Credit], list[Refusal]]:
    """Take out what another body has given for the same activity: the learner took part in it once."""
    worth: dict[str, dict[str, Decimal]] = {}
    for credit in credits_:
        of_activity = worth.setdefault(credit.award.activity, {})
        of_activity[credit.award.body] = of_activity.get(credit.award.body, Decimal(0)) + credit.worth
    best = {activity: max(sorted(bodies), key=bodies.__getitem__) for activity, bodies in worth.items()}
    once = [credit for credit in credits_ if credit.award.body == best[credit.award.activity]]
    again = [
        Refusal(credit.award, f"The credit of {best[credit.award.activity]} for the same activity counts.")
        for credit in credits_
        if credit.award.body != best[credit.award.activity]
    ]
    return once, [*refused, *again]


def _carried(
    requirement: Requirement, awards: Sequence[Earned], period: Period, on: date, start: date | None
) -> list[Credit]:
    """Return what earlier cycles leave to a period; what was carried once is not carried again."""
    carried: list[Credit] = []
    if not requirement.carry_over or not awards:
        return carried
    for past in requirement.cycle.until(period, awards[0].day, start):
        own, _refused = _accepted(requirement, awards, past, past.last)
        carried = _left_over(
            requirement, count(requirement, [*_valid(requirement, carried, past.last), *own])
        )
    return _valid(requirement, carried, on)


def _left_over(requirement: Requirement, shares: Sequence[Share]) -> list[Credit]:
    """Return what a cycle did not need, the latest credit first, as much as may be carried over."""
    room = requirement.carry_over
    left: list[Credit] = []
    for share in reversed(shares):
        amount = min(room, share.spare)
        if amount and not share.credit.carried:
            left.append(replace(share.credit, worth=amount, carried=True))
            room -= amount
    return left


def _valid(requirement: Requirement, credits_: Iterable[Credit], on: date) -> list[Credit]:
    return [credit for credit in credits_ if not _expired(requirement, credit.award, on)]


def _expired(requirement: Requirement, award: Earned, on: date) -> bool:
    ends = expiry(requirement, award)
    return ends is not None and ends <= on
