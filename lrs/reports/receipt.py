"""What a body answers to a report: which records it has taken, and which not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from lrs.errors import ReceiptRefused

COLUMNS = ("report", "record", "outcome", "reason")


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a record.

    `record` is an entry id or, for everything that the report says of an award, an award id; bodies repeat
    one of them. `reason` is the body's own, in words or codes.
    """

    record: Annotated[str, msgspec.Meta(min_length=1)]
    outcome: Literal["accepted", "rejected"]
    reason: str = ""


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The outcomes of records, and the report they belong to, such as `ama-pra/xml-1`, if that is said."""

    records: tuple[Outcome, ...]
    report: str = ""


def read_receipt(data: bytes) -> Receipt:
    """Return the receipt that JSON or CSV says, for bodies that have no form of their own.

    JSON is an object with `report` and `records`, each with `record`, `outcome` and perhaps `reason`; CSV has
    a column for each of these. Raises ReceiptRefused, which says where the fault is.
    """
    try:
        text = data.decode("utf-8-sig")
        said = _rows(text) if not text.lstrip().startswith("{") else msgspec.json.decode(text)
        return msgspec.convert(said, Receipt)
    except (UnicodeDecodeError, msgspec.MsgspecError, csv.Error) as error:
        raise ReceiptRefused(f"This is no receipt: {error}.") from error


def _rows(text: str) -> dict[str, object]:
    rows = list(csv.DictReader(io.StringIO(text, newline=""), restkey="more", strict=True))
    return {
        "report": _only(row.get("report") or "" for row in rows),
        "records": [{name: value or "" for name, value in row.items() if name != "report"} for row in rows],
    }


def _only(reports: Iterable[str]) -> str:
    named = sorted(set(reports) - {""})
    if len(named) > 1:
        raise ReceiptRefused(f"A receipt belongs to one report, not to {' and '.join(named)}.")
    return named[0] if named else ""
