"""Places within a statement, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterable

Step = str | int
"""A key of an object, or an index of an array."""


def pointer(path: Iterable[Step]) -> str:
    """Return the path as an RFC 6901 JSON pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def place(path: Iterable[Step]) -> str:
    """Return the path as a reader would write it, such as `context.contextActivities.parent[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".") or "the statement"
