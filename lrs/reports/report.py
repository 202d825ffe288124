"""What an accreditation body is told about a period of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lrs.reports.record import Record


@dataclass(frozen=True, slots=True)
class Report:
    """The awards of one body that were earned from `first` to `last`, both inclusive, in UTC.

    `records` are in order of (moment earned, award id), the not reportable ones among them. `created` is an
    aware datetime.
    """

    body: str
    first: date
    last: date
    records: tuple[Record, ...]
    created: datetime

    @property
    def ready(self) -> tuple[Record, ...]:
        """The records that the body will take."""
        return tuple(record for record in self.records if record.state == "ready")

    @property
    def not_reportable(self) -> tuple[Record, ...]:
        """The records that the body would not take, each with its reason."""
        return tuple(record for record in self.records if record.state == "not_reportable")
