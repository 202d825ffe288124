"""Files as bodies get them, for people to read and for tests to compare with."""

from __future__ import annotations

import os
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent


def expected(name: str, written: bytes) -> bytes:
    """Return the golden file of this name; with GOLDEN=write in the environment it is made of `written`."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(written)
    return path.read_bytes()


def pretty(document: bytes) -> bytes:
    """Return an XML document with a line for each element."""
    parsed = etree.fromstring(document)
    return etree.tostring(parsed, pretty_print=True, xml_declaration=True, encoding="utf-8")
