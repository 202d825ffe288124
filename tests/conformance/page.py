"""The page that lists every row: `python -m tests.conformance.page` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lrs.xapi.versions import VERSIONS
from tests.conformance.rows import DataRow, DataTable, ResourceRow, ResourceTable
from tests.conformance.tables import DATA, RESOURCES

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "conformance.md"
INTRODUCTION: Final = """# Conformance

What xAPI requires, in our words, one row a requirement: {rows} rows, or {cases} with each version counted in
which a row holds. `make test` puts every one to the running service. This page is written from
[`tests/conformance`](../../tests/conformance) by `.venv/bin/python -m tests.conformance.page`; a test fails
when it is out of date. `make conformance SUITE=dir` runs the public test suite besides, from a checkout.

*Data* and *Communication* are parts two and three of xAPI 1.0.3. Where sections of xAPI 2.0.0 (IEEE
9274.1.1-2023) are named, they stand above a table, or in a row of 2.0.0 alone. What goes beyond both names
another standard.
"""
OF_DATA: Final = """## Statements

Each requirement is tried by POST and by PUT, wherever such a part may stand: in a statement and in a
SubStatement, in a Group's members, and in context activities. What is accepted has to come back as it was
sent. What is refused is answered 400, with the [rule](errors.md#rules) named here and a pointer to the place.
"""
OF_RESOURCES: Final = """## Resources
"""


def render() -> str:
    """Return the page."""
    tables: tuple[DataTable | ResourceTable, ...] = (*DATA, *RESOURCES)
    rows = sum(len(table.rows) for table in tables)
    cases = sum(cell != "" for table in tables for line in _cells(table) for cell in line)
    introduction = INTRODUCTION.format(rows=rows, cases=cases)
    data, resources = ("\n".join(map(_table, part)) for part in (DATA, RESOURCES))
    return "\n".join((introduction, OF_DATA, data, OF_RESOURCES, resources))


def _table(table: DataTable | ResourceTable) -> str:
    names = [version.name for version in VERSIONS]
    rows: Sequence[DataRow | ResourceRow] = table.rows
    lines = [_line("Section", "Requirement", *names), _line(*["---"] * (2 + len(names)))]
    lines += [
        _line(row.section, row.requirement, *cells) for row, cells in zip(rows, _cells(table), strict=True)
    ]
    sections = f"xAPI 2.0.0: {table.sections}\n\n" if table.sections else ""
    return f"### {table.title}\n\n{sections}" + "".join(lines)


def _cells(table: DataTable | ResourceTable) -> list[list[str]]:
    return [
        [row.verdict(version) if version in table.versions else "" for version in VERSIONS]
        for row in table.rows
    ]


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
