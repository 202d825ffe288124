"""XML elements in the MedBiquitous namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

HEALTHCARE = "http://ns.medbiq.org/lom/extend/v1/"
"""Of the Healthcare LOM: how credit is described."""


class Element(NamedTuple):
    """An element: its tag with the namespace in braces, its attributes, and its text or its children.

    Elements of lxml would each declare their namespaces again, and take three times as long.
    """

    tag: str
    attributes: Mapping[str, str]
    content: tuple[str | Element, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """Makes elements of a document whose `namespaces` have these prefixes, None for the default one."""

    namespaces: Mapping[str | None, str]

    def __call__(self, name: str, *content: str | Element, **attributes: str) -> Element:
        """Return an element with its text or its children; one without prefix is in the default namespace."""
        prefix, _, local = name.rpartition(":")
        return Element(f"{{{self.namespaces[prefix or None]}}}{local}", attributes, content)
