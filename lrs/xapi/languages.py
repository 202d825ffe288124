"""Which language of several a reader wants: RFC 2616 14.4, as xAPI 1.0.3 Communication 2.1.3 applies it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

Preferences = tuple[tuple[str, float], ...]
"""Language ranges in lower case, in the order of the header, each with its quality from 0 to 1."""

MOST = 30
"""Language ranges of one header that count; further ones are ignored."""

_ITEM = re.compile(
    r"(?P<range>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7})"
    r"(?:\s*;\s*q\s*=\s*(?P<quality>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE,
)


def read_preferences(header: str) -> Preferences:
    """Return what an Accept-Language header says; what is malformed in it is ignored."""
    items = [found for item in header.split(",") if (found := _ITEM.fullmatch(item.strip()))]
    return tuple((item["range"].lower(), float(item["quality"] or 1)) for item in items[:MOST])


def choose(tags: Iterable[str], wanted: Preferences) -> str:
    """Return that of the language tags, of which there is at least one, that suits best.

    It is the one of the highest quality by RFC 2616. Among equals, and where the header names none of them,
    it is the nearest to what the header names: `en-GB` finds `en` before `en-US`, and that before others (the
    lookup of RFC 4647 3.4). A tag of quality 0 comes last. What is left open, the order of the tags decides.
    """
    return min(tags, key=lambda tag: _rank(tag.lower(), wanted))


def _rank(tag: str, wanted: Preferences) -> tuple[int, float, tuple[float, ...]]:
    quality = _quality(tag, wanted)
    if quality is None:
        return (1, 0.0, _distance(tag, wanted))
    return (0 if quality else 2, -quality, _distance(tag, wanted))


def _quality(tag: str, wanted: Preferences) -> float | None:
    """Return the quality of the longest range that matches `tag`; `*` is the shortest of all."""
    matching = [(range_ != "*", len(range_), quality) for range_, quality in wanted if _matches(range_, tag)]
    return max(matching)[-1] if matching else None


def _distance(tag: str, wanted: Preferences) -> tuple[float, ...]:
    """Return how far `tag` is from the range that it is nearest to; what is nearer is less."""
    distances = (
        (-quality, place, *steps)
        for place, (range_, quality) in enumerate(wanted)
        if quality and (steps := _steps(range_, tag))
    )
    return min(distances, default=(math.inf,))


def _steps(range_: str, tag: str) -> tuple[int, bool] | None:
    """Return how many subtags `range_` has to lose to match, and whether `tag` is then still longer."""
    subtags = range_.split("-")
    for lost in range(len(subtags)):
        shorter = "-".join(subtags[: len(subtags) - lost])
        if shorter != "*" and _matches(shorter, tag):
            return lost, shorter != tag
    return None


def _matches(range_: str, tag: str) -> bool:
    return range_ in {"*", tag} or tag.startswith(f"{range_}-")
