"""The reference page explains every key of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import lrs_schemas
from tests.unit.requirements.samples import PAGE

SCHEMA = lrs_schemas.load("credit-requirement")


def keys(schema: dict[str, Any], prefix: str = "") -> Iterator[str]:
    items = schema.get("items", {})
    for each in (schema, _resolved(items), _resolved(schema)):
        for key, member in each.get("properties", {}).items():
            yield prefix + key
            yield from keys(member, f"{prefix}{key}.")


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = SCHEMA["$defs"].get(name, {})
    return found


def test_the_keys_of_lists_are_among_them() -> None:
    assert {"parts.at_most", "accepts.weight", "cycle.begins"} <= set(keys(SCHEMA))


@pytest.mark.parametrize("key", sorted(set(keys(SCHEMA))))
def test_every_key_of_a_requirement_is_documented(key: str) -> None:
    assert f"| `{key}` |" in PAGE.read_text(encoding="utf-8")


def test_the_formats_are_those_of_policies_and_documented() -> None:
    formats = SCHEMA["$defs"]["formats"]["items"]["enum"]
    policy = lrs_schemas.load("credit-policy")["properties"]["activity"]["properties"]["format"]["enum"]
    assert formats == policy
    assert [each for each in formats if f"`{each}`" not in PAGE.read_text(encoding="utf-8")] == []
