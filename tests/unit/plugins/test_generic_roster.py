"""Rosters by a column map, as CSV and as Excel."""

from __future__ import annotations

import csv
import io
import re
import tracemalloc
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrs.credits.document import read
from lrs.errors import LrsError
from lrs.plugins import Record, Report, ReportWriter
from lrs.reports.compilation import compile_report
from lrs_plugins.generic_roster import lrs_credit_types, lrs_report_writers
from lrs_plugins.generic_roster.cells import CELLS
from lrs_plugins.generic_roster.csv_roster import CsvRosterWriter
from lrs_plugins.generic_roster.excel_roster import ExcelRosterWriter
from lrs_plugins.generic_roster.roster import Roster
from tests.unit.plugins.golden import expected
from tests.unit.reports.samples import ANA, CREATED, FIRST, LAST, award, compiled

PAGE = Path(__file__).parents[3] / "docs" / "plugins" / "generic-roster.md"


def example() -> dict[str, Any]:
    """Return the configuration that the page shows."""
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    configuration: dict[str, Any] = read(found[1])
    return configuration


def writer(body: str, form: str) -> ReportWriter:
    [found] = [each for each in lrs_report_writers(example()) if (each.body, each.format) == (body, form)]
    return found


def report(by: ReportWriter) -> Report:
    """Return the report on two awards of the writer's body, of Ana and of somebody unknown."""
    awards = [award(learner, body=by.body) for learner in ("p-1", "mbox:mailto:x@y.org")]
    people = {"p-1": replace(ANA, profession="physician")}
    return compile_report(by, FIRST, LAST, awards, people, CREATED)


def written(by: ReportWriter, what: Report) -> bytes:
    return b"".join(by.write(what))


def csv_rows(data: bytes) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(data.decode(), newline=""))]


def excel_rows(data: bytes) -> list[tuple[str, ...]]:
    [sheet] = openpyxl.load_workbook(io.BytesIO(data))
    return [tuple("" if cell is None else str(cell) for cell in row) for row in sheet.values]


def test_the_documented_configuration_makes_bodies_known() -> None:
    eaccme, rcp = lrs_credit_types(example())
    assert (eaccme.body, eaccme.name, eaccme.step) == ("eaccme", "ECMEC", Decimal("0.5"))
    assert (rcp.body, rcp.rounding, rcp.minutes_per_credit) == ("rcp", "nearest", Decimal(60))


def test_every_cell_is_documented_and_no_other() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Cells")[2].partition("## Formats")[0]
    assert set(re.findall(r"`([a-z_]+)`", section)) == set(CELLS)


def test_without_a_configuration_there_is_no_body() -> None:
    assert (lrs_credit_types({}), lrs_report_writers({})) == ([], [])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"columns": {"Name": "surname"}}, "There is no cell 'surname'"),
        ({"needs": ["number"]}, "There is no cell 'number'"),
        ({"colums": {}}, "colums"),
        ({"body": "The Body"}, r"\$.bodies\[0\].body"),
        ({"credits": [{"name": "Point"}]}, r"step.*\$.bodies\[0\].credits\[0\]"),
    ],
)
def test_a_configuration_that_says_anything_else_is_refused_with_the_place(
    change: dict[str, Any], place: str
) -> None:
    body = {"body": "rcp", "columns": {"Name": "family_name"}} | change
    with pytest.raises(msgspec.ValidationError, match=place):
        lrs_report_writers({"bodies": [body]})


def test_a_roster_is_as_a_reviewer_read_it() -> None:
    by = writer("rcp", "csv")
    data = written(by, report(by))
    assert data == expected("generic-roster.csv", data)


@pytest.mark.parametrize("body", ["eaccme", "rcp"])
def test_the_workbook_reads_back_as_the_roster(body: str) -> None:
    by = writer(body, "xlsx")
    assert isinstance(by, ExcelRosterWriter)
    what = report(by)
    assert excel_rows(written(by, what)) == list(by.roster.rows(what))


def test_awards_that_are_not_reportable_are_there_only_where_a_column_tells() -> None:
    told, untold = writer("rcp", "csv"), writer("eaccme", "csv")
    assert len(csv_rows(written(told, report(told)))) == 3
    assert len(csv_rows(written(untold, report(untold)))) == 2


def test_what_an_award_needs_and_lacks_is_named() -> None:
    record = Record(*award("p-1", body="eaccme"), ANA)
    assert writer("eaccme", "csv").check(record) == "Needed for eaccme and missing: profession"
    assert writer("rcp", "csv").check(record) is None


def test_a_day_is_that_of_the_policy() -> None:
    policy = award("p-1")[1]
    in_tokyo = replace(policy, window=replace(policy.window, zone=ZoneInfo("Asia/Tokyo")))
    entry = award("p-1", earned_on=CREATED.replace(hour=23))[0]
    assert CELLS["earned_day"](Record(entry, in_tokyo, ANA)) == "2026-07-02"


TEXT = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=30)


def titled(title: str) -> Report:
    """Return a report on one award for an activity of this title."""
    entry, policy = award("p-1")
    named = replace(policy, activity=replace(policy.activity, title=title))
    return compiled(CsvRosterWriter(ROSTER), (entry, named))


ROSTER = Roster("ama-pra", {"Title": "activity_title", "State": "state"}, lambda record: None)


@given(TEXT)
@settings(deadline=None, max_examples=50)
def test_every_text_reads_back_equal(title: str) -> None:
    what = titled(title)
    guarded = f"'{title}" if title.startswith(("=", "+", "-", "@")) else title
    assert csv_rows(written(CsvRosterWriter(ROSTER), what))[1] == (guarded, "ready")
    assert excel_rows(written(ExcelRosterWriter(ROSTER), what))[1] == (title, "ready")


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "0017", "https://example.org", "1e5", "{=A1}"]
)
def test_no_cell_of_a_workbook_is_anything_but_text(title: str) -> None:
    data = written(ExcelRosterWriter(ROSTER), titled(title))
    [sheet] = openpyxl.load_workbook(io.BytesIO(data))
    cell = sheet.cell(2, 1)
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", title, None)


def test_what_excel_cannot_hold_is_refused_by_the_call_itself() -> None:
    with pytest.raises(LrsError, match="cannot hold row 2"):
        ExcelRosterWriter(ROSTER).write(titled("x" * 40_000))


def test_a_long_roster_needs_no_more_memory_than_a_short_one() -> None:
    assert peak(5_000) < peak(500) + 500_000


def peak(count: int) -> int:
    """Return the bytes that writing a workbook of so many awards takes at the most."""
    record = Record(*award("p-1"), ANA)
    what = Report("ama-pra", FIRST, LAST, (record,) * count, CREATED)
    tracemalloc.start()
    try:
        for _piece in ExcelRosterWriter(ROSTER).write(what):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
