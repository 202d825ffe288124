"""Whom the credit goes to, and what a report must know of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lrs.plugins import Person, Record

PHYSICIANS = frozenset({"MD", "DO"})


def obstacle(record: Record) -> str | None:
    """Return everything that keeps an award out of a report, in plain words, or None."""
    return ". ".join(_obstacles(record.person)) or None


def _obstacles(person: Person) -> Iterator[str]:
    if not _degrees(person) & PHYSICIANS:
        degree = f"degree is '{person.degree}'" if person.degree else "no degree is given"
        yield f"AMA PRA Category 1 Credit is awarded to physicians (MD or DO) only; {degree}"
    if not person.given_name or not person.family_name:
        yield "The legal given and family name are needed; one is missing"
    if not person.npi and not (person.license_state and person.license_number):
        yield "An NPI, or a state licence with its state and number, is needed; neither is given"


def _degrees(person: Person) -> set[str]:
    """Return the degrees without dots, so that `M.D., Ph.D.` is MD and PHD."""
    written = (person.degree or "").upper().replace(".", "")
    return set(re.split(r"[\s,;/&]+", written))
