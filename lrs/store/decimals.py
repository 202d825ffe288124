"""Exact decimals in MongoDB, which keeps 34 digits."""

from __future__ import annotations

from decimal import Context, Decimal

from bson import Decimal128

_DIGITS = Context(prec=34, Emin=-6143, Emax=6144, clamp=1, traps=[])


def to_decimal128(value: Decimal | None) -> Decimal128 | None:
    """Return `value` as MongoDB keeps it, rounded to 34 digits; None stays None."""
    return None if value is None else Decimal128(_DIGITS.create_decimal(value))


def from_decimal128(value: Decimal128 | None) -> Decimal | None:
    """Return what `to_decimal128` was given."""
    return None if value is None else value.to_decimal()
