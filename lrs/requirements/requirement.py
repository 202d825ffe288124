"""A credit requirement: how much credit a board asks for in a cycle, and which credit counts, as a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from lrs.credits.digest import digest
from lrs.credits.document import read
from lrs.credits.rules import require
from lrs.errors import PolicyRefused
from lrs.requirements.cycle import Begins, Cycle
from lrs.requirements.earned import Earned

TOTAL = "Total"
"""The title of the part that holds all credit which counts."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement is written, and the day on which it said so."""

    text: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Awards that count, under which category, and by what their amounts are multiplied.

    An empty set asks for nothing. The category is empty where there is none.
    """

    bodies: frozenset[str]
    credit_types: frozenset[str]
    parts: frozenset[str]
    formats: frozenset[str]
    policies: frozenset[str]
    category: str
    weight: Decimal

    def fits(self, award: Earned) -> bool:
        """Tell whether an award is of this kind."""
        asked = (
            (self.bodies, award.body),
            (self.credit_types, award.credit_type),
            (self.parts, award.part),
            (self.formats, award.format),
            (self.policies, award.policy_id),
        )
        return all(value in wanted for wanted, value in asked if wanted)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the credit: that of these categories, in these formats. An empty set asks for nothing.

    `at_least` is what each cycle needs of it and `at_most` what counts of it, in credits; None is no bound.
    """

    title: str
    categories: frozenset[str]
    formats: frozenset[str]
    at_least: Decimal | None
    at_most: Decimal | None

    def holds(self, category: str, form: str) -> bool:
        """Tell whether credit of that category and format is of this part."""
        return (not self.categories or category in self.categories) and (
            not self.formats or form in self.formats
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    """One version of one requirement; `hash` is the SHA-256 of what it says (see `digest`).

    `parts` begins with the total, where there is one. `carry_over` is how many credits beyond what a cycle
    needs count in the next one, 0 for none. `expires` is for how many months credit counts, None for ever.
    """

    id: str
    version: int
    title: str
    board: str
    source: Source
    unit: str
    cycle: Cycle
    parts: tuple[Part, ...]
    carry_over: Decimal
    expires: int | None
    accepts: tuple[Acceptance, ...]
    hash: str

    def acceptance(self, award: Earned) -> Acceptance | None:
        """Return the first acceptance that an award fits, or None if it does not count."""
        return next((each for each in self.accepts if each.fits(award)), None)


def parse(data: str | bytes) -> Requirement:
    """Return the requirement that the YAML or JSON text says.

    Raises PolicyRefused, with a JSON pointer to the key at fault, where the text breaks
    `schemas/credit-requirement.json`, or contradicts itself.
    """
    document = read(data)
    require(document, "credit-requirement")
    _check_carry_over(document)
    _check_parts(document)
    requirement = Requirement(
        id=document["requirement"],
        version=document["version"],
        title=document["title"],
        board=document["board"],
        source=Source(document["source"]["text"], date.fromisoformat(document["source"]["as_of"])),
        unit=document["unit"],
        cycle=Cycle(document["cycle"]["months"], _begins(document["cycle"]["begins"])),
        parts=(*_total(document), *map(_part, document.get("parts", ()))),
        carry_over=Decimal(document.get("carry_over", {}).get("at_most", 0)),
        expires=document.get("expires", {}).get("months"),
        accepts=tuple(map(_acceptance, document["accepts"])),
        hash=digest(document),
    )
    _check_bounds(requirement)
    return requirement


def _begins(text: str) -> Begins:
    return "own" if text == "own" else "rolling" if text == "rolling" else date.fromisoformat(text)


def _total(document: dict[str, Any]) -> Iterable[Part]:
    if "total" in document:
        yield Part(TOTAL, frozenset(), frozenset(), Decimal(document["total"]), None)


def _part(document: dict[str, Any]) -> Part:
    return Part(
        title=document["title"],
        categories=frozenset(document.get("categories", ())),
        formats=frozenset(document.get("formats", ())),
        at_least=_amount(document, "at_least"),
        at_most=_amount(document, "at_most"),
    )


def _amount(document: dict[str, Any], key: str) -> Decimal | None:
    return Decimal(document[key]) if key in document else None


def _acceptance(document: dict[str, Any]) -> Acceptance:
    kinds = ("bodies", "credit_types", "parts", "formats", "policies")
    return Acceptance(
        **{kind: frozenset(document.get(kind, ())) for kind in kinds},
        category=document.get("category", ""),
        weight=Decimal(document.get("weight", 1)),
    )


def _check_carry_over(document: dict[str, Any]) -> None:
    if "carry_over" in document and document["cycle"]["begins"] == "rolling":
        raise PolicyRefused(
            "A rolling cycle has no next one that credit could be carried over to.", pointer="/carry_over"
        )


def _check_parts(document: dict[str, Any]) -> None:
    """Refuse a part that no credit can fall into: its category is most likely misspelt."""
    known = {acceptance.get("category", "") for acceptance in document["accepts"]}
    for place, part in enumerate(document.get("parts", ())):
        for index, category in enumerate(part.get("categories", ())):
            if category not in known:
                raise PolicyRefused(
                    f"No credit is accepted under the category '{category}'.",
                    pointer=f"/parts/{place}/categories/{index}",
                )


def _check_bounds(requirement: Requirement) -> None:
    for part in requirement.parts:
        if part.at_least is not None and part.at_most is not None and part.at_least > part.at_most:
            raise PolicyRefused(f"'{part.title}' needs more than counts of it.", pointer="/parts")
    bounded = [part for part in requirement.parts if part.at_most is not None]
    for one, other in combinations(bounded, 2):
        if not _nested(cells(requirement, one), cells(requirement, other)):
            # Counting credit in the order it was earned would then lose some of what could count.
            raise PolicyRefused(
                f"'{one.title}' and '{other.title}' overlap: with 'at_most' they must share nothing, or one "
                "must lie in the other.",
                pointer="/parts",
            )


def cells(requirement: Requirement, part: Part) -> frozenset[tuple[str, str]]:
    """Return the categories and formats of a part; one format stands for all that no part names."""
    categories = {acceptance.category for acceptance in requirement.accepts}
    formats = {"", *(each for one in requirement.parts for each in one.formats)}
    return frozenset((each, form) for each in categories for form in formats if part.holds(each, form))


def _nested(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> bool:
    return not one & other or one <= other or other <= one
