"""Statements in the formats of an export."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lrs.compression import zstd
from lrs.exports import formats, ndjson
from lrs.exports.formats import FormatUnknown, format_of
from lrs.store.statement_stream import Held
from tests.statements import statement


def held(**members: Any) -> Held:
    """Return a statement as the store holds it."""
    kept = {
        "stored": "2026-03-02T09:00:01.000000Z",
        "version": "1.0.0",
        "authority": {"mbox": "mailto:a@b.example"},
    }
    return Held(1, json.dumps(statement(**kept | members)).encode(), voided=False, contents=())


@pytest.mark.parametrize(
    ("encode", "decode"),
    [(ndjson.plain, bytes), (ndjson.gzipped, gzip.decompress), (ndjson.zstandard, zstd.decompress)],
)
def test_each_line_is_the_exact_json_and_pieces_may_follow_each_other(
    encode: Callable[[Sequence[Held]], bytes], decode: Callable[[bytes], bytes]
) -> None:
    statements = [held() for _ in range(5)]
    file = encode(statements[:2]) + encode(statements[2:])
    assert decode(file) == b"".join(each.json + b"\n" for each in statements)
    assert encode(statements) == encode(statements)


def test_a_line_feed_between_tokens_does_not_break_the_line() -> None:
    pretty = Held(1, b'{"actor":{\n  "name": "a\\nb"\n}}', voided=False, contents=())
    assert ndjson.plain([pretty]) == b'{"actor":{   "name": "a\\nb" }}\n'


def parquet_row(*statements: Held) -> dict[str, Any]:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    file = format_of(Path("a.parquet")).encode(statements)
    row: dict[str, Any] = pyarrow.read_table(io.BytesIO(file)).to_pylist()[0]
    return row


def test_a_row_has_what_is_asked_most_often_in_columns_of_their_types() -> None:
    result = {
        "score": {"scaled": 0.5, "raw": 50, "min": 0, "max": 100},
        "success": True,
        "duration": "PT1M30.5S",
    }
    sent = held(result=result, context={"registration": "A" * 8 + "-0000-4000-8000-000000000000"})
    row = parquet_row(sent)
    value = json.loads(sent.json)
    assert row == {
        "id": value["id"],
        "stored": datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC),
        "timestamp": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "authority": "mbox:mailto:a@b.example",
        "actor": f"mbox:{value['actor']['mbox']}",
        "verb": value["verb"]["id"],
        "activity": value["object"]["id"],
        "registration": "aaaaaaaa-0000-4000-8000-000000000000",
        "success": True,
        "completion": None,
        "score_scaled": 0.5,
        "score_raw": 50.0,
        "score_min": 0.0,
        "score_max": 100.0,
        "seconds": 90.5,
        "voided": False,
        "json": sent.json.decode(),
    }


def test_a_number_beyond_a_double_is_infinite_in_its_column_and_exact_in_the_json() -> None:
    sent = held(result={"score": {"raw": 10**400}})
    row = parquet_row(sent)
    assert row["score_raw"] == float("inf")
    assert str(10**400) in row["json"]


def test_no_statements_are_a_file_too() -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    assert gzip.decompress(ndjson.gzipped([])) == zstd.decompress(ndjson.zstandard([])) == b""
    table = pyarrow.read_table(io.BytesIO(format_of(Path("a.parquet")).encode([])))
    assert (table.num_rows, table.num_columns) == (0, 17)


def test_a_name_that_says_no_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        FormatUnknown, match=r"\.ndjson, \.ndjson\.gz, \.ndjson\.zst, \.parquet, not export\.csv"
    ):
        format_of(Path("export.csv"))


def test_without_pyarrow_parquet_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "lrs.exports.parquet", raising=False)
    with pytest.raises(FormatUnknown, match=r"needs pyarrow: install cme-lrs\[parquet\]"):
        formats.format_of(Path("a.parquet"))
