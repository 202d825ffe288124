"""Stretches of time, or of a recording, and how long they are together: what lies in several counts once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Interval(NamedTuple):
    """From `start` to `end`, in microseconds: since 1970, or since a recording begins."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What somebody attended or watched of an activity.

    `statements` are the ids of those that say so; it was known at the moment `at`.
    """

    activity: str
    interval: Interval
    at: datetime
    statements: tuple[str, ...]


def microseconds(moment: datetime) -> int:
    """Return the whole microseconds from 1970 to `moment`."""
    return (moment - _EPOCH) // _MICROSECOND


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the intervals, in order, without gaps between two, that cover exactly what these cover."""
    covered: list[Interval] = []
    for start, end in sorted(each for each in intervals if each.start < each.end):
        if covered and start <= covered[-1].end:
            covered[-1] = Interval(covered[-1].start, max(covered[-1].end, end))
        else:
            covered.append(Interval(start, end))
    return covered


def seconds(intervals: Iterable[Interval]) -> Fraction:
    """Return how many seconds lie in one of these intervals or more."""
    return Fraction(sum(end - start for start, end in union(intervals)), 1_000_000)
