"""The page on export formats says what the table has."""

from __future__ import annotations

import pytest

from tests.unit.docs.pages import page, rows


def test_every_column_is_documented_with_its_type_and_no_other() -> None:
    pytest.importorskip("pyarrow")
    from lrs.exports.parquet import SCHEMA

    documented = {name: cells[0] for name, cells in rows(page("reference/export-formats.md")).items()}
    assert documented == {field.name: str(field.type) for field in SCHEMA}
