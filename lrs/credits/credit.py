"""How much of one credit a policy gives, to whom, and how it is rounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lrs.credits.learner import Learner
from lrs.errors import PolicyRefused

MOST_STEPS = 10_000
"""Steps up to the maximum of a credit that has parts: they are dealt out one by one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a credit that is awarded by itself; the maximums of all parts make up that of the whole."""

    name: str
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class Equivalent:
    """What a credit earned on one of these days, both inclusive, is worth as another credit."""

    type: str
    factor: Decimal
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Tell whether it is recognised on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit of one body: amounts in credits, multiples of `step`, never above `maximum`.

    `per_session` rounds every session by itself instead of once after the sum. `professions` are whom it is
    for, in lower case; none means everybody. `parts` may be none. `pointer` is where the policy says it.
    """

    type: str
    maximum: Decimal
    step: Decimal
    rounding: str
    ties: str
    minimum: Decimal
    minutes_per_credit: Decimal
    body: str = ""
    pointer: str = "/credit"
    per_session: bool = False
    professions: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    equivalents: tuple[Equivalent, ...] = ()

    def is_for(self, learner: Learner) -> bool:
        """Tell whether a learner's profession can have this credit."""
        return not self.professions or (learner.profession or "").casefold() in self.professions


def credits_of(document: dict[str, Any]) -> tuple[Credit, ...]:
    """Return the credits that a policy writes: one, or a list.

    Raises PolicyRefused where amounts contradict each other.
    """
    written = document["credit"]
    if isinstance(written, dict):
        return (_credit(written, document["body"], "/credit"),)
    found = [_credit(each, document["body"], f"/credit/{n}") for n, each in enumerate(written)]
    names = [(credit.body, credit.type) for credit in found]
    for n, name in enumerate(names):
        if name in names[:n]:
            raise PolicyRefused(f"'{name[1]}' of {name[0]} is given twice.", pointer=f"/credit/{n}/type")
    return tuple(found)


def _credit(document: dict[str, Any], body: str, pointer: str) -> Credit:
    credit = Credit(
        type=document["type"],
        maximum=Decimal(document["maximum"]),
        step=Decimal(document["step"]),
        rounding=document["rounding"],
        ties=document.get("ties", "up"),
        minimum=Decimal(document["minimum"]),
        minutes_per_credit=Decimal(document.get("minutes_per_credit", 60)),
        body=document.get("body", body),
        pointer=pointer,
        per_session=document.get("rounded") == "per session",
        professions=frozenset(each.casefold() for each in document.get("professions", ())),
        parts=tuple(Part(each["name"], Decimal(each["maximum"])) for each in document.get("parts", ())),
        equivalents=tuple(_equivalents(document, pointer)),
    )
    _check_amounts(credit, pointer)
    _check_parts(credit, pointer)
    return credit


def _equivalents(document: dict[str, Any], pointer: str) -> Iterator[Equivalent]:
    for n, each in enumerate(document.get("equivalents", ())):
        last = date.fromisoformat(each["to"]) if "to" in each else None
        first = date.fromisoformat(each["from"])
        if last and last < first:
            raise PolicyRefused(
                f"'from' must not be after 'to'; {first} is after {last}.",
                pointer=f"{pointer}/equivalents/{n}/to",
            )
        yield Equivalent(each["type"], Decimal(each["factor"]), first, last)


def _check_amounts(credit: Credit, pointer: str) -> None:
    if credit.maximum % credit.step:
        raise PolicyRefused(
            f"'maximum' must be a multiple of 'step'; {credit.maximum} is no multiple of {credit.step}.",
            pointer=f"{pointer}/maximum",
        )
    if credit.minimum > credit.maximum:
        raise PolicyRefused(
            f"'minimum' must not be above 'maximum'; {credit.minimum} is above {credit.maximum}.",
            pointer=f"{pointer}/minimum",
        )


def _check_parts(credit: Credit, pointer: str) -> None:
    names = [part.name for part in credit.parts]
    for n, part in enumerate(credit.parts):
        if part.name in names[:n]:
            raise PolicyRefused(
                f"The part '{part.name}' is given twice.", pointer=f"{pointer}/parts/{n}/name"
            )
        if part.maximum % credit.step:
            raise PolicyRefused(
                f"'maximum' must be a multiple of 'step'; {part.maximum} is no multiple of {credit.step}.",
                pointer=f"{pointer}/parts/{n}/maximum",
            )
    if credit.parts and credit.maximum / credit.step > MOST_STEPS:
        raise PolicyRefused(
            f"A credit with parts has at most {MOST_STEPS} steps up to its maximum.",
            pointer=f"{pointer}/step",
        )
    whole = sum(part.maximum for part in credit.parts)
    if credit.parts and whole != credit.maximum:
        raise PolicyRefused(
            f"The parts must come to the maximum of {credit.maximum}; they come to {whole}.",
            pointer=f"{pointer}/parts",
        )
