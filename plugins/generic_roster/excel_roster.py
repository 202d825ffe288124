"""A roster as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, ClassVar

import xlsxwriter

from lrs.plugins import Corrections, LrsError, Record, Report
from lrs_plugins.generic_roster.roster import Roster

PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class ExcelRosterWriter:
    """Writes a roster as the one sheet of a workbook (Office Open XML), row by row through the disk."""

    roster: Roster
    format: ClassVar = "xlsx"
    media_type: ClassVar = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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
        """Return the workbook in pieces, which is complete on disk by then.

        Raises LrsError where the roster has more rows or longer cells than Excel knows.
        """
        file = TemporaryFile()  # noqa: SIM115 (closed by the iterator that reads it)
        try:
            _save(self.roster.rows(report), report, file)
        except BaseException:
            file.close()
            raise
        return _pieces(file)


def _save(rows: Iterable[tuple[str, ...]], report: Report, file: IO[bytes]) -> None:
    # In constant memory each row goes to disk when the next one begins.
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": report.created.replace(tzinfo=None)})
        sheet = workbook.add_worksheet("Roster")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                # As text whatever it looks like: no formula, no link, and no zeros lost.
                if sheet.write_string(number, column, cell):
                    raise LrsError(
                        f"Excel cannot hold row {number + 1} of this roster; ask for a shorter period."
                    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
