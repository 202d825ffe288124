"""What a policy wants to know of a statement beyond its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lrs.credits.playback import Playback, playback


@dataclass(frozen=True, slots=True)
class Details:
    """See `Evidence`."""

    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    playback: Playback | None = None


NO_DETAILS = Details()


def details_of(statement: Mapping[str, Any]) -> Details:
    """Return the details of a checked statement whose numbers are decimals where they are no integers."""
    result, context = statement.get("result", {}), statement.get("context", {})
    said, around = result.get("extensions", {}), context.get("extensions", {})
    numbers = said | {"score.raw": result.get("score", {}).get("raw")}
    words = around | said | {"response": result.get("response")}
    return Details(
        numbers={name: Decimal(value) for name, value in numbers.items() if _is_number(value)},
        filled=frozenset(name for name, value in words.items() if _is_filled(value)),
        playback=playback(said, around),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_filled(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) or _is_number(value)
