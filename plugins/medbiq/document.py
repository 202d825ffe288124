"""XML written piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from lxml import etree

from lrs_plugins.medbiq.elements import Element, Elements


def pieces(element: Elements, root: str, head: Iterable[Element], body: Iterable[Element]) -> Iterator[bytes]:
    """Yield a document whose root has the elements of `head`, then of `body`: a piece for each of these."""
    sink = BytesIO()
    with etree.xmlfile(sink, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(element(root).tag, nsmap=dict(element.namespaces)):
            for part in head:
                _write(xml, part)
            for part in body:
                _write(xml, part)
                xml.flush()
                yield _drained(sink)
    yield _drained(sink)


def _write(xml: Any, element: Element) -> None:
    with xml.element(element.tag, element.attributes):
        for part in element.content:
            if isinstance(part, str):
                xml.write(part)
            else:
                _write(xml, part)


def _drained(sink: BytesIO) -> bytes:
    piece = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return piece


def moment(at: datetime) -> str:
    """Return a moment as XML Schema writes it, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
