"""The versions of the Activity Report."""

from __future__ import annotations

from dataclasses import dataclass

from lrs_plugins.medbiq.elements import HEALTHCARE, Elements


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of the Activity Report: its elements, and whether it has what version 2 added."""

    element: Elements
    extended: bool


def _elements(version: str) -> Elements:
    namespaces = {
        None: f"http://ns.medbiq.org/activityreport/{version}/",
        "m": f"http://ns.medbiq.org/member/{version}/",
        "n": f"http://ns.medbiq.org/name/{version}/",
        "hx": HEALTHCARE,
    }
    return Elements(namespaces)


V1 = Edition(_elements("v1"), extended=False)
"""ANSI/MEDBIQ AR.10.1-2009, of 27 August 2009."""

V2 = Edition(_elements("v2"), extended=True)
"""Of 29 November 2018."""
