"""The reference page explains every key of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import lrs_schemas
from tests.unit.credits.samples import PAGE


def keys(schema: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, member in schema.get("properties", {}).items():
        yield prefix + key
        yield from keys(member, f"{prefix}{key}.")


@pytest.mark.parametrize("key", list(keys(lrs_schemas.load("credit-policy"))))
def test_every_key_of_a_policy_is_documented(key: str) -> None:
    assert f"| `{key}` |" in PAGE.read_text(encoding="utf-8")


def test_every_format_of_an_activity_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    activity = lrs_schemas.load("credit-policy")["properties"]["activity"]["properties"]
    assert [each for each in activity["format"]["enum"] if f"`{each}`" not in page] == []
