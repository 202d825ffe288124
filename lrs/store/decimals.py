"""Exact decimals in MongoDB, which keeps 34 digits."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache

from bson import Decimal128

_DIGITS = Context(prec=34, Emin=-6143, Emax=6144, clamp=1, traps=[])


def to_decimal128(value: Decimal | None) -> Decimal128 | None:
    """Return `value` as MongoDB keeps it, rounded to 34 digits; None stays None."""
    return None if value is None else _kept(str(value))


def from_decimal128(value: Decimal128 | None) -> Decimal | None:
    """Return what `to_decimal128` was given."""
    return None if value is None else value.to_decimal()


@lru_cache(maxsize=8192)
def _kept(text: str) -> Decimal128:
    """Scores and durations recur, and the driver takes long over each; as text, 1.0 is not taken for 1."""
    return Decimal128(_DIGITS.create_decimal(text))
