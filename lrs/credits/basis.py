"""What credit is reckoned from: the whole, a plan, attendance, segments, recordings, or what was done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lrs.credits.activities import NONE, Activities


@dataclass(frozen=True, slots=True)
class Designated:
    """The designated maximum, whatever time it took."""


@dataclass(frozen=True, slots=True)
class Planned:
    """So many minutes, as `scheduled` or as `estimated` (which of them, `kind` says)."""

    kind: str
    minutes: Decimal


@dataclass(frozen=True, slots=True)
class Fixed:
    """So many credits for each activity that is completed."""

    credits: Decimal


@dataclass(frozen=True, slots=True)
class Questions:
    """One credit for `per_credit` questions answered; only right answers count where `correct`."""

    activities: Activities
    per_credit: Decimal
    correct: bool


@dataclass(frozen=True, slots=True)
class Attended:
    """The minutes attended, of each session at most `at_most`; each activity is one session."""

    at_most: Decimal | None


@dataclass(frozen=True, slots=True)
class Watched:
    """The minutes of recordings that were played, each minute of each recording once."""

    activities: Activities


@dataclass(frozen=True, slots=True)
class Statements:
    """So many credits for each statement with `verb` that says something of all of `filled`."""

    verb: str
    credits: Decimal
    filled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a programme: its minutes count `factor` times.

    These are the minutes attended, cut at `at_most`; or, where `minutes` is given, those as soon as any of it
    was attended or completed.
    """

    activities: Activities
    title: str
    minutes: Decimal | None
    factor: Fraction
    at_most: Decimal | None


@dataclass(frozen=True, slots=True)
class Segments:
    """The segments of a programme; what belongs to several counts for the first of them."""

    segments: tuple[Segment, ...]


Basis = Designated | Planned | Fixed | Statements | Questions | Attended | Watched | Segments


def basis_of(document: dict[str, Any]) -> Basis:
    """Return the basis that a policy writes; recordings are the certified activity unless it says otherwise.

    Without one it is attendance where the policy asks for attendance, and else the designated maximum.
    """
    if "basis" not in document:
        return Attended(None) if "attended" in document["earned_by"] else Designated()
    [(kind, said)] = document["basis"].items()
    match kind:
        case "scheduled" | "estimated":
            return Planned(kind, Decimal(said))
        case "fixed":
            return Fixed(Decimal(said))
        case "questions":
            activities = Activities.of(said["activity"])
            return Questions(activities, Decimal(said["per_credit"]), said.get("correct", False))
        case "attended":
            return Attended(_decimal(said.get("session_at_most")))
        case "watched":
            return Watched(Activities.of(said.get("activity", document["activity"]["id"])))
        case "statements":
            return Statements(said["verb"], Decimal(said["credits"]), frozenset(said.get("filled", ())))
        case _:
            return Segments(tuple(_segment(each) for each in said))


def activities_of(basis: Basis) -> Activities:
    """Return the activities besides the certified one whose statements the basis counts."""
    match basis:
        case Questions() | Watched():
            return basis.activities
        case Segments():
            return Activities.named(name for each in basis.segments for name in each.activities.written)
        case _:
            return NONE


def planned_minutes(basis: Basis) -> Decimal | None:
    """Return how many minutes there are to attend, where the basis says so."""
    match basis:
        case Planned():
            return basis.minutes
        case Segments():
            minutes = [each.minutes for each in basis.segments if each.minutes is not None]
            return sum(minutes, Decimal()) if len(minutes) == len(basis.segments) else None
        case _:
            return None


def _segment(document: dict[str, Any]) -> Segment:
    activities = Activities.of(document["activity"])
    return Segment(
        activities=activities,
        title=document.get("title", activities.name),
        minutes=_decimal(document.get("minutes")),
        factor=Fraction(document.get("factor", 1)),
        at_most=_decimal(document.get("at_most_minutes")),
    )


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)
