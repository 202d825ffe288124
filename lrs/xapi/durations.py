"""Durations: ISO 8601:2004(E) 4.4.3.2, xAPI 1.0.3 Data 4.6."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Context, Decimal

LONGEST = Decimal(10) ** 12
"""Seconds, some 31,700 years: what claims to be longer counts as this long."""

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
_FORM = re.compile(
    rf"P(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_DAY = 24 * 60 * 60
_UNITS = tuple(map(Decimal, (365 * _DAY, 30 * _DAY, 7 * _DAY, _DAY, 60 * 60, 60, 1)))
# Nothing is trapped: a number of a million digits becomes infinite, and then the longest.
_ARITHMETIC = Context(prec=60, rounding=ROUND_DOWN, traps=[])
_FINER = re.compile(r"([.,][0-9]{2})[0-9]+S$")


def seconds(text: str) -> Decimal:
    """Return the length of a duration in seconds, cut off (never rounded) at 0.01 s.

    A year counts as 365 days and a month as 30. Raises ValueError for what is no duration.
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError("not a duration")
    total = Decimal(0)
    for number, unit in zip(found.groups(), _UNITS, strict=True):
        if number:
            count = _ARITHMETIC.create_decimal(number.replace(",", "."))
            total = _ARITHMETIC.fma(count, unit, total)
    return min(total, LONGEST).quantize(Decimal("0.01"), ROUND_DOWN)


def truncated(text: str) -> str:
    """Return a duration without what is finer than 0.01 s; the rest of it stays as it was written."""
    return _FINER.sub(r"\1S", text)
