"""The version of a policy by which nothing is earned any more."""

from __future__ import annotations

from datetime import date

import msgspec

from lrs.credits.document import read

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def retirement(text: bytes, first: date) -> bytes:
    """Return the next version of the policy with this text, as JSON: retired from the day `first` on."""
    document = read(text)
    changed = {"version": document["version"] + 1, "effective": first.isoformat(), "retired": True}
    return msgspec.json.format(_ENCODER.encode(document | changed), indent=2)
