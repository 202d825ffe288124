"""What a process remembers to have seen, in bounded memory."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

REMEMBERED: Final = 50_000


class Seen:
    """Names of what was seen; when there are too many it begins anew, and then some are new again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._names: set[bytes] = set()

    def __contains__(self, name: bytes) -> bool:
        """Tell whether this one was seen, as far as is remembered."""
        return name in self._names

    def add(self, names: Collection[bytes]) -> None:
        """Remember these."""
        if len(self._names) + len(names) > REMEMBERED:
            self._names.clear()
        self._names.update(names)
