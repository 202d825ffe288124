"""When somebody was present: from statements that say for how long, and from joining and leaving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lrs.credits.evidence import Evidence
from lrs.credits.stretches import Interval, Stretch, microseconds
from lrs.credits.verbs import ATTENDED, JOINED, LEFT


def stays(found: Sequence[Evidence], *, until_last_seen: bool) -> list[Stretch]:
    """Return when somebody was present, by evidence that is in order; in the order in which that was known.

    `attended` with a duration is the time until its `timestamp`. `left` ends what the latest `joined` of the
    same activity and registration began that is still open: so it does not matter which of two devices leaves
    first, and a connection that was lost does not count until another one ends. What nothing ended is no
    stay; or, `until_last_seen`, one until the last statement about the activity before somebody joined again.
    """
    rooms: dict[tuple[str, str | None], _Room] = defaultdict(_Room)
    known = [stay for item in found for stay in rooms[item.activity, item.registration].note(item)]
    if until_last_seen:
        known += [stay for room in rooms.values() for stay in room.unended()]
    return sorted(known, key=lambda stay: (stay.at, stay.statements))


class _Room:
    """One session under one registration, and when it was joined and not yet left."""

    def __init__(self) -> None:
        self._joined: list[Evidence] = []
        self._seen: list[Evidence] = []
        self._latest_is_in = False

    def note(self, item: Evidence) -> Iterator[Stretch]:
        """Take the next statement; yield the stay that it ends."""
        if item.verb in JOINED:
            self._joined.append(item)
            self._seen.append(item)
            self._latest_is_in = True
        elif item.verb in LEFT and self._joined:
            self._seen.pop()
            self._latest_is_in = False
            yield _between(self._joined.pop(), item)
        elif self._latest_is_in:
            # Not once a later one has left: then nobody knows whose connection it came by.
            self._seen[-1] = item
        if item.verb == ATTENDED and item.seconds:
            yield _ending(item)

    def unended(self) -> Iterable[Stretch]:
        """Return the stays that nothing ended, as far as anything was heard of them."""
        return [
            _between(joined, seen)
            for joined, seen in zip(self._joined, self._seen, strict=True)
            if seen is not joined
        ]


def _between(joined: Evidence, last: Evidence) -> Stretch:
    interval = Interval(microseconds(joined.timestamp), microseconds(last.timestamp))
    return Stretch(last.activity, interval, last.timestamp, (joined.statement_id, last.statement_id))


def _ending(item: Evidence) -> Stretch:
    end = microseconds(item.timestamp)
    length = int((item.seconds or 0) * 1_000_000)
    return Stretch(item.activity, Interval(end - length, end), item.timestamp, (item.statement_id,))
