"""The reference page explains every key of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import lrs_schemas
from lrs.credits.document import read
from lrs.credits.policy import parse
from tests.unit.credits.samples import PAGE, written

SCHEMA = lrs_schemas.load("credit-policy")


def keys(schema: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield every key that a policy may have, wherever the schema says so."""
    for key, member in schema.get("properties", {}).items():
        yield prefix + key
        yield from keys(member, f"{prefix}{key}.")
    for name in {"then", "else", "items"} & schema.keys():
        yield from keys(schema[name], prefix)
    if "$ref" in schema:
        yield from keys(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], prefix)


@pytest.mark.parametrize("key", sorted(set(keys(SCHEMA))))
def test_every_key_of_a_policy_is_documented(key: str) -> None:
    assert f"| `{key}` |" in PAGE.read_text(encoding="utf-8")


def test_every_format_of_an_activity_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    activity = SCHEMA["properties"]["activity"]["properties"]
    assert [each for each in activity["format"]["enum"] if f"`{each}`" not in page] == []


EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_both_examples_are_policies() -> None:
    plain, rich = EXAMPLES[:2]
    assert parse(plain).id == "sepsis-module"
    assert [credit.body for credit in parse(rich).credits] == ["ama-pra", "nursing"]


@pytest.mark.parametrize("excerpt", EXAMPLES[2:])
def test_every_excerpt_belongs_to_a_policy(excerpt: str) -> None:
    parse(written(read(EXAMPLES[0]) | read(excerpt)))


def test_every_key_of_the_documented_table_exists() -> None:
    written = re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(written) == set(keys(SCHEMA))
