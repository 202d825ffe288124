"""What is said of a report that was made: what it is, what is in it, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from lrs.credits.checkpoint import Checkpoint
from lrs.reports.record import Record


class Counts(msgspec.Struct, frozen=True):
    """How many records a report has; those told by hand or by a status list are not in the file."""

    add: int = 0
    replace: int = 0
    delete: int = 0
    by_hand: int = 0
    by_status: int = 0
    not_reportable: int = 0

    @property
    def told(self) -> int:
        """How many records tell the body something."""
        return self.add + self.replace + self.delete + self.by_hand + self.by_status

    def counting(self, records: Iterable[Record]) -> Counts:
        """Return these counts with `records` besides."""
        counts = {name: getattr(self, name) for name in self.__struct_fields__}
        for record in records:
            counts[_kind(record)] += 1
        return Counts(**counts)


class Manifest(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """A report that was made, without its content.

    It is the `number`th, from 1, to its body in its format. `size` is in bytes; `sha256`, in hex, is of the
    content. `checkpoint` says where the ledger ended from which it was made, `software` which version did.
    """

    body: str
    id: str
    format: str
    number: int
    first: date
    last: date
    created: datetime
    media_type: str
    size: int
    sha256: str
    records: Counts
    checkpoint: Checkpoint
    software: str

    @property
    def name(self) -> str:
        """The report's name, such as `ama-pra/xml-1`."""
        return f"{self.body}/{self.id}"

    @property
    def file(self) -> str:
        """What a file with the content is called."""
        return f"{self.body}-{self.number}.{self.format}"


def report_id(form: str, number: int) -> str:
    """Return the id, within its body, of the `number`th report in a format."""
    return f"{form}-{number}"


def _kind(record: Record) -> str:
    if record.state == "not_reportable":
        return "not_reportable"
    return record.action if record.via == "file" else f"by_{record.via}"
