"""What PARS is told of: it knows only adding and deleting."""

from __future__ import annotations

from collections.abc import Iterator

from lrs.plugins import NothingToReport, Record, Report


def told(report: Report) -> Iterator[Record]:
    """Return the records to add and to delete, in order, so that a deletion stays before what follows it.

    Raises NothingToReport where there is none.
    """
    if not report.ready and not report.deleted:
        raise NothingToReport(
            f"PARS is to be told of no award of {report.body} from {report.first} to {report.last}; "
            f"{len(report.not_reportable)} are not reportable."
        )
    return (each for each in report.records if each.state == "ready" or each.action == "delete")
