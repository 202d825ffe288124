"""How long the record of an award, and of attendance, has to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lrs.credits.awards import Entry


@dataclass(frozen=True, slots=True)
class Held:
    """An award that stands, and until when its record is held."""

    entry: Entry
    until: datetime

    @property
    def is_over(self) -> bool:
        """Whether the record need not be kept any more."""
        return self.until <= datetime.now(UTC)


def later(moment: datetime, years: int) -> datetime:
    """Return the same day and time some years later: of February 29, where there is none, March 1."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)
