"""How much of each credit counts: what is needed first, and nothing beyond a limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lrs.requirements.earned import Earned
from lrs.requirements.requirement import Part, Requirement, cells


@dataclass(frozen=True, slots=True)
class Credit:
    """Accepted credit of one award: `worth` is in the requirement's unit, `carried` from an earlier cycle."""

    award: Earned
    category: str
    worth: Decimal
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a credit counts: `needed` to meet the requirement, and `spare` beyond that."""

    credit: Credit
    needed: Decimal
    spare: Decimal

    @property
    def counted(self) -> Decimal:
        """What counts of it at all."""
        return self.needed + self.spare


def count(requirement: Requirement, credits_: Iterable[Credit]) -> list[Share]:
    """Return the share of every credit, the one earned first at the front, in whatever order they come.

    Inner parts are met before the ones around them. As limits never overlap, no other choice counts more.
    """
    tally = _Tally(requirement, credits_)
    places = range(len(requirement.parts))
    for place in sorted(places, key=lambda place: len(cells(requirement, requirement.parts[place]))):
        tally.meet(place)
    needed = list(tally.taken)
    tally.fill()
    return [
        Share(credit, enough, taken - enough)
        for credit, enough, taken in zip(tally.credits, needed, tally.taken, strict=True)
    ]


def within(part: Part, shares: Iterable[Share]) -> Decimal:
    """Return how much counts of a part."""
    return sum((share.counted for share in shares if _holds(part, share.credit)), Decimal(0))


class _Tally:
    """What has been counted so far, of each credit and of each part; both go by their places."""

    def __init__(self, requirement: Requirement, credits_: Iterable[Credit]) -> None:
        self.credits: Sequence[Credit] = sorted(
            credits_, key=lambda credit: (credit.award.day, credit.award.award)
        )
        self.taken = [Decimal(0)] * len(self.credits)
        self._parts = requirement.parts
        self._sums = [Decimal(0)] * len(self._parts)
        self._holders = [
            [place for place, part in enumerate(self._parts) if _holds(part, credit)]
            for credit in self.credits
        ]

    def meet(self, part: int) -> None:
        """Count credit of a part until it has what is needed."""
        needed = self._parts[part].at_least or Decimal(0)
        for place, holders in enumerate(self._holders):
            if part in holders and self._sums[part] < needed:
                self._take(place, needed - self._sums[part])

    def fill(self) -> None:
        """Count what else there is."""
        for place, credit in enumerate(self.credits):
            self._take(place, credit.worth)

    def _take(self, place: int, wanted: Decimal) -> None:
        amount = min(wanted, self.credits[place].worth - self.taken[place])
        for part in self._holders[place]:
            limit = self._parts[part].at_most
            if limit is not None:
                amount = min(amount, limit - self._sums[part])
        self.taken[place] += amount
        for part in self._holders[place]:
            self._sums[part] += amount


def _holds(part: Part, credit: Credit) -> bool:
    return part.holds(credit.category, credit.award.format)
