"""Statements for the tests of the standard."""

from __future__ import annotations

import copy
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("CME_SHARED", Path(__file__).parents[4] / "shared"))


@pytest.fixture(scope="session", params=["tccc", "kokea"])
def real_statements(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Return published statements of real courses, where the reference data is at hand."""
    file = SHARED / "data" / f"{request.param}.json.gz"
    if not file.exists():
        pytest.skip(f"no reference data here: {file.name} (CME_SHARED names its folder)")
    statements: list[dict[str, Any]] = json.loads(gzip.decompress(file.read_bytes()))
    return statements


@pytest.fixture
def full() -> dict[str, Any]:
    """Return a statement that uses every member of 1.0.3."""
    return json.loads((Path(__file__).parent / "full.json").read_text("utf-8"))  # type: ignore[no-any-return]


@pytest.fixture
def nested(full: dict[str, Any]) -> dict[str, Any]:
    """Return a statement whose object is a SubStatement that uses every member of 1.0.3."""
    inner = {name: full[name] for name in full if name not in {"id", "stored", "authority", "version"}}
    outer = {name: full[name] for name in ("id", "actor", "verb", "timestamp")}
    return copy.deepcopy(outer) | {"object": inner | {"objectType": "SubStatement"}}
