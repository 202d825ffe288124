"""What came of load: how much was answered, and how soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil


@dataclass(slots=True)
class Tally:
    """What one client counts: its first request at `began`, its last answer at `ended`, both in seconds.

    `taken` are the seconds from sending a request to the end of its answer, for those that succeeded;
    `failures` counts the others, by status or by what happened instead of an answer.
    """

    began: float
    ended: float
    taken: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Requests that this client had answered in a second."""
        return len(self.taken) / (self.ended - self.began) if self.taken else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """How many requests were answered with success, in all and in a second, and within how many milliseconds.

    `median` and `p99` are of those; None where there are none.
    """

    answered: int
    rate: float
    median: float | None
    p99: float | None
    failures: Mapping[str, int]


def summed(tallies: Sequence[Tally]) -> Figures:
    """Return what clients that sent side by side achieved together."""
    taken = sorted(seconds * 1000 for tally in tallies for seconds in tally.taken)
    return Figures(
        len(taken),
        sum(tally.rate for tally in tallies),
        percentile(taken, 50) if taken else None,
        percentile(taken, 99) if taken else None,
        sum((tally.failures for tally in tallies), Counter()),
    )


def percentile(ascending: Sequence[float], percent: int) -> float:
    """Return the least of the values that `percent` of 100 do not exceed (the nearest rank)."""
    return ascending[ceil(len(ascending) * percent / 100) - 1]
