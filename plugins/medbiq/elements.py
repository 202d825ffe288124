"""XML elements in the MedBiquitous namespaces."""

from __future__ import annotations

from collections.abc import Mapping
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


class Elements:
    """Makes elements of a document whose `namespaces` have these prefixes, None for the default one."""

    def __init__(self, namespaces: Mapping[str | None, str]) -> None:
        """Take the namespaces by prefix."""
        self.namespaces = namespaces
        self._tags: dict[str, str] = {}

    def __call__(self, name: str, *content: str | Element, **attributes: str) -> Element:
        """Return an element with its text or its children; one without prefix is in the default namespace."""
        return Element(self._tags.get(name) or self._tag(name), attributes, content)

    def _tag(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        tag = self._tags[name] = f"{{{self.namespaces[prefix or None]}}}{local}"
        return tag
