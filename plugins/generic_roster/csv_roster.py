"""A roster as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import ClassVar

from lrs.plugins import Corrections, Record, Report
from lrs_plugins.generic_roster.roster import Roster

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class CsvRosterWriter:
    """Writes a roster as CSV (RFC 4180) in UTF-8."""

    roster: Roster
    format: ClassVar = "csv"
    media_type: ClassVar = "text/csv"

    @property
    def body(self) -> str:
        """The body that the roster is for."""
        return self.roster.body

    @property
    def corrections(self) -> Corrections:
        """How the body hears of corrections."""
        return self.roster.corrections

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return self.roster.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the titles, then one piece for each award."""
        return map(_line, self.roster.rows(report))


def _line(cells: tuple[str, ...]) -> bytes:
    out = StringIO()
    csv.writer(out).writerow([_inert(cell) for cell in cells])
    return out.getvalue().encode()


def _inert(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
