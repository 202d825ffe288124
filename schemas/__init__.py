"""The JSON Schemas that CME LRS judges by, as packaged data."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Return the schema kept in `<name>.json`, freshly parsed.

    Raises FileNotFoundError where there is no schema of that name.
    """
    schema: dict[str, Any] = json.loads((resources.files(__name__) / f"{name}.json").read_bytes())
    return schema
