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
    """Return the intervals, in order and apart from each other, that cover exactly what these cover."""
    covered: list[Interval] = []
    start = end = 0
    for each in sorted(intervals):
        if each.start > end or not covered:
            start, end = each
            if start < end:
                covered.append(each)
        elif each.end > end:
            end = each.end
            covered[-1] = Interval(start, end)
    return covered


def length(intervals: Iterable[Interval]) -> int:
    """Return how many microseconds lie in one of these intervals or more."""
    return sum(end - start for start, end in union(intervals))


def seconds(intervals: Iterable[Interval]) -> Fraction:
    """Return how many seconds lie in one of these intervals or more."""
    return Fraction(length(intervals), 1_000_000)
