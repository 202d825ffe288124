"""How long what an award rests on has to be kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lrs.credits.awards import Entry

YEARS: Final = 6
"""Years after which an accredited provider need keep the records of an award no longer."""


def held_until(entry: Entry, years: int = YEARS) -> datetime | None:
    """Return until when the evidence of an award is held; None where nothing stands that it could be for."""
    earned = entry.earned_on
    if entry.kind == "revoked" or earned is None:
        return None
    return later(earned, years)


def later(moment: datetime, years: int) -> datetime:
    """Return the same day and time some years later: of February 29, where there is none, March 1."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)
