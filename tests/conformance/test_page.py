"""The page of the matrix says what the rows say."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conformance.page import PAGE, render
from tests.conformance.rows import DataTable, ResourceTable
from tests.conformance.tables import DATA, RESOURCES

TABLES: tuple[DataTable | ResourceTable, ...] = (*DATA, *RESOURCES)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: .venv/bin/python -m tests.conformance.page"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
def test_no_requirement_stands_twice_in_a_table(table: DataTable | ResourceTable) -> None:
    assert {text: n for text, n in Counter(row.requirement for row in table.rows).items() if n > 1} == {}


def test_no_two_tables_have_one_title() -> None:
    assert {text: n for text, n in Counter(table.title for table in TABLES).items() if n > 1} == {}
