"""What it takes to write a report in the form that a body wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from lrs.reports.corrections import UNDECLARED, Corrections
from lrs.reports.receipt import Outcome
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


@runtime_checkable
class DeclaresCorrections(Protocol):
    """A writer that says how its body wants to hear of corrections.

    `list`: in the file, each with its `action`. `delete and add`: in the file, what was reported as a record
    to delete, before what is right as one to add. `resubmit`: what is right in the file again; deletions by
    hand. `manual`: everything by hand. `status`: as `delete and add`, but a status list tells of deletions.

    A writer that says nothing is taken for one that resubmits.
    """

    @property
    def corrections(self) -> Corrections:
        """The body's manner."""


@runtime_checkable
class ReadsReceipts(Protocol):
    """A writer that reads what its body answers to a report."""

    def read_receipt(self, data: bytes) -> Iterable[Outcome]:
        """Return what became of the records. Raises ReceiptRefused, which says where the fault is."""


def corrections_of(writer: ReportWriter) -> Corrections:
    """Return how a writer's body wants to hear of corrections."""
    return writer.corrections if isinstance(writer, DeclaresCorrections) else UNDECLARED
