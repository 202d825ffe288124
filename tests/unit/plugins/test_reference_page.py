"""The reference page explains every hook and every name that a plugin may import."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from lrs import plugins

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "plugin-hooks.md").read_text(encoding="utf-8")
HOOKS = {name: hook for name, hook in inspect.getmembers(plugins.Hooks) if name.startswith("lrs_")}


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_every_hook_is_documented_with_its_signature_and_has_a_docstring(name: str) -> None:
    signature = str(inspect.signature(HOOKS[name])).replace("self, ", "").replace("self", "").replace("'", "")
    assert f"| `{name}{signature}` |" in PAGE
    assert inspect.getdoc(HOOKS[name])


@pytest.mark.parametrize("name", sorted(plugins.__all__))
def test_every_public_name_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE
