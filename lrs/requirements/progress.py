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
class Pool:
    """What a cycle has on a day: credit carried over to it, its own, and awards that are not accepted."""

    carried: tuple[Credit, ...]
    own: tuple[Credit, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a learner has come on the day `on`, in the cycle that it lies in."""

    requirement: Requirement
    on: date
    period: Period
    pool: Pool
    parts: tuple[PartProgress, ...]
    shares: tuple[Share, ...]
    refused: tuple[Refusal, ...]

    @property
    def missing(self) -> tuple[PartProgress, ...]:
        """The parts of which more is needed."""
        return tuple(part for part in self.parts if part.missing)

    def with_more(self, awards: Iterable[Earned]) -> Progress:
        """Return how far the learner would have come with further awards, earned in the cycle by now."""
        own, refused = _accepted(self.requirement, awards, self.on)
        pool = Pool(self.pool.carried, (*self.pool.own, *own), (*self.pool.refused, *refused))
        return _reached(self.requirement, self.on, self.period, pool)


def progress(
    requirement: Requirement, awards: Iterable[Earned], on: date, start: date | None = None
) -> Progress:
    """Return how far the awards bring a learner who began on `start`; credit earned after `on` is left out.

    The outcome does not depend on the order of the awards or on repetitions. Raises ValueError where the
    cycle begins with the learner and there is no `start`.
    """
    known = _known(awards, on)
    period = requirement.cycle.at(on, start)
    own, refused = _accepted(requirement, _of(known, period), on)
    carried = _carried(requirement, known, period, on, start)
    return _reached(requirement, on, period, Pool(tuple(carried), tuple(own), tuple(refused)))


def expiry(requirement: Requirement, award: Earned) -> date | None:
    """Return the day from which on an award counts no more, or None if it does not expire."""
    months = [requirement.expires] if requirement.expires else []
    if requirement.cycle.begins == "rolling":
        months.append(requirement.cycle.months)
    return after(award.day, min(months)) if months else None


def _known(awards: Iterable[Earned], on: date) -> list[Earned]:
    once = {award.award: award for award in awards if award.day <= on}
    return sorted(once.values(), key=lambda award: (award.day, award.award))


def _of(awards: Iterable[Earned], period: Period) -> list[Earned]:
    return [award for award in awards if award.day in period]


def _reached(requirement: Requirement, on: date, period: Period, pool: Pool) -> Progress:
    own, again = _recognised_once(pool.own)
    shares = count(requirement, [*pool.carried, *own])
    parts = (_part(part, within(part, shares)) for part in requirement.parts)
    return Progress(requirement, on, period, pool, tuple(parts), tuple(shares), (*pool.refused, *again))


def _part(part: Part, counted: Decimal) -> PartProgress:
    return PartProgress(part, counted, max(Decimal(0), (part.at_least or Decimal(0)) - counted))


def _accepted(
    requirement: Requirement, awards: Iterable[Earned], on: date
) -> tuple[list[Credit], list[Refusal]]:
    """Return what awards are worth on a day, and those that are worth nothing."""
    credits_: list[Credit] = []
    refused: list[Refusal] = []
    for award in awards:
        acceptance = requirement.acceptance(award)
        if acceptance is None:
            refused.append(Refusal(award, "The requirement does not accept it."))
        elif _expired(requirement, award, on):
            refused.append(Refusal(award, f"It expired on {expiry(requirement, award)}."))
        else:
            credits_.append(Credit(award, acceptance.category, award.amount * acceptance.weight))
    return credits_, refused


def _recognised_once(credits_: Sequence[Credit]) -> tuple[list[Credit], list[Refusal]]:
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
    return once, again


def _carried(
    requirement: Requirement, awards: Sequence[Earned], period: Period, on: date, start: date | None
) -> list[Credit]:
    """Return what earlier cycles leave to a period; what was carried once is not carried again."""
    carried: list[Credit] = []
    if not requirement.carry_over or not awards:
        return carried
    for past in requirement.cycle.until(period, awards[0].day, start):
        own, _refused = _accepted(requirement, _of(awards, past), past.last)
        pool = Pool(tuple(_valid(requirement, carried, past.last)), tuple(own), ())
        carried = _left_over(requirement, _reached(requirement, past.last, past, pool).shares)
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
