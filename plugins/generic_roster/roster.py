"""A roster as rows of cells, whatever file they go into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lrs.plugins import Corrections, Record, Report
from lrs_plugins.generic_roster.cells import CELLS


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster of a body: `columns` maps titles to cells, `obstacle` is why it would not take an award."""

    body: str
    columns: Mapping[str, str]
    obstacle: Callable[[Record], str | None]

    @property
    def corrections(self) -> Corrections:
        """How the body hears of corrections: without a column that tells the action, deletions by hand."""
        return "list" if "action" in self.columns.values() else "resubmit"

    def rows(self, report: Report) -> Iterator[tuple[str, ...]]:
        """Yield the titles, then a row for each award.

        Without a column that tells the state, the awards that are not reportable would look like the others:
        then they are left out.
        """
        yield tuple(self.columns)
        cells = [CELLS[name] for name in self.columns.values()]
        tells_state = "state" in self.columns.values()
        for record in report.records:
            if tells_state or record.state == "ready":
                yield tuple(cell(record) for cell in cells)
