"""Cycles: the periods of days in which a requirement has to be met. All days are of UTC."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

Begins = date | Literal["own", "rolling"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Cycle:
    """How long a cycle is and where it begins.

    `begins` is the first day of any one cycle, `own` where the cycles of each learner begin on a day of their
    own, or `rolling` where every day ends a cycle: what was earned is in it for `months` months.
    """

    months: int
    begins: Begins

    def at(self, day: date, start: date | None = None) -> Period:
        """Return the period that `day` lies in, or a learner's first one for days before its start.

        `start` is the learner's own first day. Raises ValueError where the cycle needs one and there is none.
        """
        if self.begins == "rolling":
            return Period(self._oldest(day), day)
        if isinstance(self.begins, date):
            return self._counted_from(self.begins, day)
        if start is None:
            raise ValueError("this cycle begins on a day of the learner's own, which is not known")
        return self._counted_from(start, max(day, start))

    def until(self, period: Period, first: date, start: date | None = None) -> Iterator[Period]:
        """Yield the periods before `period`, beginning with the one that `first` lies in."""
        past = self.at(first, start)
        while past.last < period.first:
            yield past
            past = self.at(past.last + _DAY, start)

    def _counted_from(self, begins: date, day: date) -> Period:
        """Return a period by its number from one anchor, so that cycles find back to a 29 February."""
        number = _months_between(begins, day) // self.months
        if after(begins, number * self.months) > day:
            number -= 1
        first, following = (after(begins, each * self.months) for each in (number, number + 1))
        return Period(first, following - _DAY)

    def _oldest(self, day: date) -> date:
        """Return the first day whose credit is not yet over on `day`."""
        oldest = after(day, -self.months)
        while after(oldest, self.months) <= day:
            oldest += _DAY
        return oldest


def after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _months_between(begins: date, day: date) -> int:
    return (day.year - begins.year) * 12 + day.month - begins.month
