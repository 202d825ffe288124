"""Time spent in several sessions at once: each moment of it counts in one of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lrs.credits.stretches import Interval, length, union

MOST = 16
"""Sessions at the same moment, the first of them, in which it may count: more are not to be believed."""

Moments = frozenset[int]
"""The sessions, by number, that somebody was in at the same moments."""


@dataclass(frozen=True, slots=True)
class Presence:
    """When somebody was in a session, and of how much of it, in microseconds, may count; None is all."""

    intervals: Sequence[Interval]
    at_most: int | None = None


def counted(sessions: Sequence[Presence]) -> list[int]:
    """Return how many microseconds count in each session, each moment in one of those attended at it.

    As many as possible count in the first; of the rest as many as possible in the first two, and so on. So
    what counts in all of them is the most that there can be, and more attendance never makes it less.
    """
    spent = [length(each.intervals) for each in sessions]
    if length(interval for each in sessions for interval in each.intervals) == sum(spent):
        limits = (each.at_most for each in sessions)
        return [
            time if limit is None else min(time, limit) for time, limit in zip(spent, limits, strict=True)
        ]
    sharing = _Sharing(_lengths(sessions))
    return [sharing.add(number, each.at_most) for number, each in enumerate(sessions)]


def _lengths(sessions: Sequence[Presence]) -> dict[Moments, int]:
    """Return how long somebody was in exactly the same sessions at once."""
    edges = sorted(
        edge
        for number, each in enumerate(sessions)
        for start, end in union(each.intervals)
        for edge in ((start, True, number), (end, False, number))
    )
    lengths: dict[Moments, int] = defaultdict(int)
    within: list[int] = []
    before = 0
    for moment, begins, number in edges:
        if within and moment > before:
            lengths[frozenset(within[:MOST])] += moment - before
        if begins:
            insort(within, number)
        else:
            del within[bisect_left(within, number)]
        before = moment
    return lengths


class _Sharing:
    """Moments that are shared out to sessions, by the paths of a maximum flow (Edmonds and Karp)."""

    def __init__(self, lengths: dict[Moments, int]) -> None:
        self._left = dict(lengths)
        self._given: dict[Moments, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._of: dict[int, list[Moments]] = defaultdict(list)
        for moments in lengths:
            for number in moments:
                self._of[number].append(moments)

    def add(self, number: int, at_most: int | None) -> int:
        """Give a session what it can have without taking anything from those before it; return how much."""
        total = 0
        for path in self._paths(number):
            amount = self._width(path)
            if at_most is not None:
                amount = min(amount, at_most - total)
            self._move(path, amount)
            total += amount
            if total == at_most:
                break
        return total

    def _paths(self, number: int) -> Iterator[list[tuple[int, Moments]]]:
        while path := self._path(number):
            yield path

    def _path(self, number: int) -> list[tuple[int, Moments]] | None:
        """Return who takes moments from whom, up to moments that nobody has; None where there are none."""
        ways: dict[Moments, tuple[int, Moments | None]] = {}
        waiting: deque[tuple[int, Moments | None]] = deque([(number, None)])
        asked = {number}
        while waiting:
            taker, behind = waiting.popleft()
            for moments in self._of[taker]:
                if moments in ways:
                    continue
                ways[moments] = (taker, behind)
                if self._left[moments]:
                    return _back(ways, moments)
                for holder, amount in self._given[moments].items():
                    if amount and holder not in asked:
                        asked.add(holder)
                        waiting.append((holder, moments))
        return None

    def _width(self, path: list[tuple[int, Moments]]) -> int:
        """Return how much can be moved along a path."""
        given = (self._given[moments][holder] for (_, moments), (holder, _) in pairwise(path))
        return min([self._left[path[-1][1]], *given])

    def _move(self, path: list[tuple[int, Moments]], amount: int) -> None:
        for (taker, moments), (holder, _) in pairwise(path):
            self._given[moments][taker] += amount
            self._given[moments][holder] -= amount
        taker, free = path[-1]
        self._given[free][taker] += amount
        self._left[free] -= amount


def _back(ways: dict[Moments, tuple[int, Moments | None]], last: Moments) -> list[tuple[int, Moments]]:
    path: list[tuple[int, Moments]] = []
    moments: Moments | None = last
    while moments is not None:
        taker, behind = ways[moments]
        path.append((taker, moments))
        moments = behind
    return path[::-1]
