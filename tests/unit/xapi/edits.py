"""One change to a statement, named by a JSON pointer."""

from __future__ import annotations

import copy
from typing import Any


class _Removed:
    def __repr__(self) -> str:
        return "removed"


REMOVED: Any = _Removed()
"""The value that takes a member away; tests are named by it, each time by the same name."""


def edited(statement: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """Return a copy of `statement` with `value` at `pointer`, or without what is there."""
    changed = copy.deepcopy(statement)
    *parents, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    place: Any = changed
    for step in parents:
        place = place[int(step) if isinstance(place, list) else step]
    key: Any = int(last) if isinstance(place, list) else last
    if value is REMOVED:
        del place[key]
    else:
        place[key] = value
    return changed
