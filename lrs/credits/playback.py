"""Where a player was in a recording: the extensions of the xAPI Video Profile 1.0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lrs.credits.stretches import Interval

VIDEO = "https://w3id.org/xapi/video"
PLAYED = f"{VIDEO}/verbs/played"
PAUSED = f"{VIDEO}/verbs/paused"
SEEKED = f"{VIDEO}/verbs/seeked"
LONGEST = 10**12
"""Microseconds, eleven days: no position in a recording is behind it."""

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class Playback:
    """What a statement says of a player; positions are microseconds into the recording, None where unknown.

    `session` is the player's own name for this playing, `length` that of the recording, and `segments` are
    those that it says were played.
    """

    session: str | None = None
    length: int | None = None
    position: int | None = None
    left: int | None = None
    reached: int | None = None
    segments: tuple[Interval, ...] = ()


def playback(result: Mapping[str, Any], context: Mapping[str, Any]) -> Playback | None:
    """Return what the extensions of a result and of a context say, whose numbers are decimals.

    `left` and `reached` are between what somebody jumped. What is no position says nothing.
    """
    extensions = f"{VIDEO}/extensions/"
    said = {
        name.removeprefix(extensions): value
        for name, value in (*context.items(), *result.items())
        if name.startswith(extensions)
    }
    if not said:
        return None
    session, segments = said.get("session-id"), said.get("played-segments")
    return Playback(
        session=session if isinstance(session, str) else None,
        length=_position(said.get("length")),
        position=_position(said.get("time")),
        left=_position(said.get("time-from")),
        reached=_position(said.get("time-to")),
        segments=tuple(_segments(segments)) if isinstance(segments, str) else (),
    )


def _segments(text: str) -> Iterator[Interval]:
    """Yield the segments of a text such as `0.000[.]12.000[,]14.000[.]21.000`."""
    for each in text.split("[,]"):
        start, _, end = each.partition("[.]")
        first, last = _position(start.strip()), _position(end.strip())
        if first is not None and last is not None:
            yield Interval(first, last)


def _position(said: Any) -> int | None:
    """Return a position in microseconds; players write seconds as numbers, and some as text."""
    if isinstance(said, str):
        said = Decimal(said) if _NUMBER.fullmatch(said) else None
    if isinstance(said, bool) or not isinstance(said, int | Decimal):
        return None
    # Compared before anything is multiplied: a number can have any exponent.
    return int(said * 1_000_000) if 0 <= said <= LONGEST // 1_000_000 else None
