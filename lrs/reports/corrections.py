"""How a body wants to hear that something it was told is no longer so."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from lrs.reports.record import Record, Via

Corrections = Literal["list", "delete and add", "resubmit", "manual", "status"]

UNDECLARED: Final[Corrections] = "resubmit"
"""What is done for a writer that says nothing: knowing no action, it would write a deletion as credit."""

_DELETED_VIA: Final[dict[Corrections, Via]] = {
    "list": "file",
    "delete and add": "file",
    "resubmit": "hand",
    "manual": "hand",
    "status": "status",
}


def deletion(manner: Corrections, held: Record) -> Record:
    """Return what tells the body to delete the record that it has."""
    return replace(held, state="ready", reason="", action="delete", via=_DELETED_VIA[manner])


def replacement(manner: Corrections, held: Record, new: Record) -> list[Record]:
    """Return what tells the body to put `new` in the place of `held`, which it has, in order."""
    if manner in {"delete and add", "status"}:
        return [deletion(manner, held), new]
    return [replace(new, action="replace", via="hand" if manner == "manual" else "file")]
