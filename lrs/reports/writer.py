"""What it takes to write a report in the form that a body wants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lrs.reports.record import Record
from lrs.reports.report import Report


class ReportWriter(Protocol):
    """Writes reports to one body in one format."""

    @property
    def body(self) -> str:
        """The short name of the accreditation body, for example `ama-pra`."""

    @property
    def format(self) -> str:
        """The short name of the format, which is also the ending of the file's name: `xml`, `csv`."""

    @property
    def media_type(self) -> str:
        """The media type without parameters, for example `text/csv`; text is UTF-8."""

    def check(self, record: Record) -> str | None:
        """Return why the body would not take this record, in a plain sentence, or None where it would."""

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the report in pieces, written as they are asked for.

        Whatever can be refused is refused by this call and not by the first piece, when an answer may already
        be on its way. Raises NothingToReport where the format cannot be empty and no record is ready.
        """
