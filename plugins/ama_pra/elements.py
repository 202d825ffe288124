"""XML elements in the MedBiquitous namespaces."""

from __future__ import annotations

from lxml import etree

NAMESPACES = {
    None: "http://ns.medbiq.org/activityreport/v2/",
    "m": "http://ns.medbiq.org/member/v2/",
    "n": "http://ns.medbiq.org/name/v2/",
    "hx": "http://ns.medbiq.org/lom/extend/v1/",
}


def element(name: str, *content: str | etree._Element, **attributes: str) -> etree._Element:
    """Return an element with its text or its children; a name without prefix is of the Activity Report."""
    prefix, _, local = name.rpartition(":")
    # The stubs do not know that None names the default namespace.
    made = etree.Element(f"{{{NAMESPACES[prefix or None]}}}{local}", attributes, nsmap=NAMESPACES)  # type: ignore[arg-type]
    for part in content:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made
