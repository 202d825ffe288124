"""A SHA-256 that depends on what a value says and not on how it was written."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")


def digest(value: Any) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of `value`.

    Canonical means UTF-8, no spaces, keys sorted, and numbers without trailing zeros, so that 1, 1.0 and 1.00
    are one number. `value` is made of dicts, lists, strings, booleans, None, whole numbers and Decimals.
    """
    return hashlib.sha256(_ENCODER.encode(_plain(value))).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else value.normalize()
        case dict():
            return {key: _plain(member) for key, member in value.items()}
        case list() | tuple():
            return [_plain(member) for member in value]
        case _:
            return value
