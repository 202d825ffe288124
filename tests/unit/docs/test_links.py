"""Every link of the documentation leads somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import DOCS

PAGES = sorted(DOCS.rglob("*.md"))


def targets(path: Path) -> list[Path]:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#]+)\)", text)
    return [(path.parent / link).resolve() for link in links if "://" not in link]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
def test_every_link_leads_to_a_file(path: Path) -> None:
    assert [target for target in targets(path) if not target.exists()] == []


def test_every_page_is_on_the_map() -> None:
    assert set(PAGES) - {DOCS / "index.md"} <= set(targets(DOCS / "index.md"))
