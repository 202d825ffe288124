"""Which parts of a recording somebody played, by the xAPI Video Profile 1.0."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lrs.credits import playback, verbs
from lrs.credits.evidence import Evidence
from lrs.credits.playback import PAUSED, PLAYED, SEEKED, Playback
from lrs.credits.stretches import Interval, Stretch

WATCHING = frozenset({PLAYED, PAUSED, SEEKED, verbs.COMPLETED, verbs.TERMINATED})
"""The verbs by which a player says where it is."""


def lengths(found: Iterable[Evidence]) -> dict[str, int]:
    """Return the length of each recording in microseconds: the largest that a player gave it."""
    known: dict[str, int] = {}
    for item in found:
        if item.playback and item.playback.length:
            known[item.activity] = max(item.playback.length, known.get(item.activity, 0))
    return known


def watched(found: Sequence[Evidence]) -> list[Stretch]:
    """Return what was played, by evidence that is in order; in the order in which that was known.

    A recording plays from the position of `played` to that of the next `paused`, `completed` or `terminated`,
    or to the one that somebody jumped from; after a jump it plays on. Besides, what a statement lists as
    played was. Nothing lies behind the end of a recording whose length is known.
    """
    players: dict[tuple[str, str | None, str | None], _Player] = defaultdict(_Player)
    known = lengths(found)
    stretches = [
        stretch
        for item in found
        if item.playback and item.verb in WATCHING
        for stretch in players[item.activity, item.registration, item.playback.session].note(
            item, item.playback
        )
    ]
    return [_cut(each, known.get(each.activity)) for each in stretches]


class _Player:
    """One player, and from where it plays; None while it stands still, or nobody knows."""

    def __init__(self) -> None:
        self._from: int | None = None
        self._began = ""

    def note(self, item: Evidence, at: Playback) -> Iterator[Stretch]:
        """Take the next statement; yield what it says was played."""
        until = at.left if item.verb == SEEKED else at.position
        if item.verb != PLAYED and self._from is not None and until is not None and until > self._from:
            played = Interval(self._from, until)
            yield Stretch(item.activity, played, item.timestamp, (self._began, item.statement_id))
        for each in at.segments:
            yield Stretch(item.activity, each, item.timestamp, (item.statement_id,))
        self._go_on(item, at)

    def _go_on(self, item: Evidence, at: Playback) -> None:
        match item.verb:
            case playback.PLAYED:
                self._from = at.position
            case playback.SEEKED if self._from is not None:
                self._from = at.reached
            case verbs.COMPLETED if self._from is not None and at.position is not None:
                self._from = at.position
            case verbs.COMPLETED:
                return
            case _:
                self._from = None
        self._began = item.statement_id


def _cut(stretch: Stretch, length: int | None) -> Stretch:
    start, end = stretch.interval
    if length is None or end <= length:
        return stretch
    return Stretch(stretch.activity, Interval(start, length), stretch.at, stretch.statements)
