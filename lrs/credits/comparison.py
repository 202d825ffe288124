"""In what two policy documents differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from lrs.credits.rules import pointer


@dataclass(frozen=True, slots=True)
class Difference:
    """Where documents differ, as a JSON pointer, and what they say there; None where one says nothing."""

    pointer: str
    before: Any
    after: Any


def differences(before: Any, after: Any, path: tuple[str | int, ...] = ()) -> Iterator[Difference]:
    """Yield the smallest differences between two documents, in the order of their keys."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from differences(before.get(key), after.get(key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        for n, (one, other) in enumerate(zip_longest(before, after)):
            yield from differences(one, other, (*path, n))
    elif before != after:
        yield Difference(pointer(path), before, after)
