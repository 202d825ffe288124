"""Timestamps: xAPI 1.0.3 Data 4.5, xAPI 2.0.0 4.2.7."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
    r"(?:[Zz]|(?!-00(?::?00)?$)[+-][0-9]{2}(?::?[0-5][0-9])?)?"
)


def parse(text: str) -> datetime:
    """Return the moment that `text` names, in UTC; without an offset it is taken as UTC.

    What is finer than a microsecond is cut off. 24:00:00 is midnight at the day's end, and the leap second
    23:59:60 the second after 23:59:59. Raises ValueError for what is no timestamp, for a day that is in no
    calendar, and for the offset -00:00.
    """
    if not _FORM.fullmatch(text):
        raise ValueError("not a timestamp")
    text, later = _without_odd_time(text)
    try:
        moment = datetime.fromisoformat(text.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) + later
    except OverflowError:
        raise ValueError("the moment lies outside of the years 1 to 9999") from None


def render(moment: datetime) -> str:
    """Return `moment`, which is aware, as RFC 3339 in UTC with six digits of fraction: they sort as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _without_odd_time(text: str) -> tuple[str, timedelta]:
    """Return a time that `datetime` knows, and how much later the one meant is."""
    if text[11:19] == "24:00:00":
        return f"{text[:11]}00{text[13:]}", timedelta(days=1)
    if text[17:19] == "60":
        return f"{text[:17]}59{text[19:]}", timedelta(seconds=1)
    return text, timedelta()
