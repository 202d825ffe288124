"""Parquet: a row for each statement, with what is asked most often in columns of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from lrs.store.statement_stream import Held
from lrs.xapi import raw, timestamps
from lrs.xapi.agents import authority_key
from lrs.xapi.facts import facts

_TIME = pa.timestamp("us", tz="UTC")
SCHEMA: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("stored", _TIME, nullable=False),
        pa.field("timestamp", _TIME, nullable=False),
        pa.field("authority", pa.string()),
        pa.field("actor", pa.string()),
        pa.field("verb", pa.string(), nullable=False),
        pa.field("activity", pa.string()),
        pa.field("registration", pa.string()),
        pa.field("success", pa.bool_()),
        pa.field("completion", pa.bool_()),
        pa.field("score_scaled", pa.float64()),
        pa.field("score_raw", pa.float64()),
        pa.field("score_min", pa.float64()),
        pa.field("score_max", pa.float64()),
        pa.field("seconds", pa.float64()),
        pa.field("voided", pa.bool_(), nullable=False),
        pa.field("json", pa.string(), nullable=False),
    ]
)
"""The columns. Agents are agent keys; numbers are the nearest double, and exact in `json`."""


def table(statements: Sequence[Held]) -> bytes:
    """Return a whole Parquet file with these statements."""
    rows = pa.Table.from_pylist([_row(statement) for statement in statements], SCHEMA)
    file = io.BytesIO()
    parquet.write_table(rows, file, compression="zstd")
    return file.getvalue()


def _row(held: Held) -> dict[str, Any]:
    statement = raw.decode(held.json)
    found = facts(statement, timestamps.parse(statement["timestamp"]))
    score = statement.get("result", {}).get("score", {})
    return {
        "id": statement["id"].lower(),
        "stored": timestamps.parse(statement["stored"]),
        "timestamp": found.timestamp,
        "authority": authority_key(statement["authority"]),
        "actor": found.actor,
        "verb": found.verb,
        "activity": found.activity,
        "registration": found.registration,
        "success": found.success,
        "completion": found.completion,
        "score_scaled": _double(found.score_scaled),
        "score_raw": _double(score.get("raw")),
        "score_min": _double(score.get("min")),
        "score_max": _double(score.get("max")),
        "seconds": _double(found.seconds),
        "voided": held.voided,
        "json": held.json.decode(),
    }


def _double(number: object) -> float | None:
    """Return the nearest double, through text: an integer of any length becomes infinite, not an error."""
    return None if number is None else float(str(number))
