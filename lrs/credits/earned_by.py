"""What a policy asks of a learner, as values: each requirement becomes one gate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lrs.credits.activities import Activities


@dataclass(frozen=True, slots=True)
class Score:
    """At least so much, scaled from -1 to 1, in the `best`, `last` or `first` of the first `attempts`."""

    at_least: Decimal
    counts: str = "best"
    attempts: int | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """At least so many percent of `count` items."""

    at_least_percent: Decimal
    items: Activities
    count: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """At least so many minutes; `percent` of `of_minutes` where the policy says it so.

    Where it is less, credit is pro rata of the minutes if `pro_rata`, and else there is none.
    """

    at_least_minutes: Decimal
    percent: Decimal | None = None
    of_minutes: Decimal | None = None
    pro_rata: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the learner's about one of these activities, with `verb` or, if None, a usual verb."""

    activities: Activities
    verb: str | None = None

    @classmethod
    def of(cls, document: Any) -> Said:
        """Return what a policy writes: an activity, or a mapping with a verb."""
        if isinstance(document, str):
            return cls(Activities.of(document))
        return cls(Activities.of(document["activity"]), document.get("verb"))


SAID = ("evaluation", "disclosure", "attestation", "reflection", "consent")


@dataclass(frozen=True, slots=True)
class EarnedBy:
    """What must hold, all of it; None, "" and () ask for nothing.

    `completed` is `any` where one of the activities is enough, or `all`. `identity` names fields of the
    people registry that must be filled in.
    """

    completed: str = ""
    score: Score | None = None
    visited: Visited | None = None
    attended: Attendance | None = None
    evaluation: Said | None = None
    disclosure: Said | None = None
    attestation: Said | None = None
    reflection: Said | None = None
    consent: Said | None = None
    identity: tuple[str, ...] = ()

    @property
    def activities(self) -> Activities:
        """The activities besides the certified one whose statements the requirements look at."""
        said = [each for name in SAID if (each := getattr(self, name)) is not None]
        written = [name for each in said for name in each.activities.written]
        return Activities.named([*written, *(self.visited.items.written if self.visited else ())])


def earned_by_of(document: dict[str, Any], planned: Decimal | None) -> EarnedBy:
    """Return the requirements that a policy writes; `planned` are the minutes that there are to attend."""
    completed = document.get("completed")
    return EarnedBy(
        completed="any" if completed is True else completed or "",
        score=_score(document.get("score")),
        visited=_visited(document.get("visited")),
        attended=_attendance(document.get("attended"), planned),
        identity=tuple(document.get("identity", ())),
        **{name: Said.of(document[name]) for name in SAID if name in document},
    )


def _score(document: dict[str, Any] | None) -> Score | None:
    if document is None:
        return None
    return Score(Decimal(document["at_least"]), document.get("counts", "best"), document.get("attempts"))


def _visited(document: dict[str, Any] | None) -> Visited | None:
    if document is None:
        return None
    items = Activities.of(document["items"])
    return Visited(Decimal(document["at_least_percent"]), items, document.get("count", items.count or 0))


def _attendance(document: dict[str, Any] | None, planned: Decimal | None) -> Attendance | None:
    if document is None:
        return None
    pro_rata = document.get("below") == "pro rata"
    if "at_least_minutes" in document:
        return Attendance(Decimal(document["at_least_minutes"]), pro_rata=pro_rata)
    percent, minutes = Decimal(document.get("at_least_percent", 0)), document.get("of_minutes", planned)
    of_minutes = Decimal(minutes or 0)
    return Attendance(percent * of_minutes / 100, percent, of_minutes, pro_rata)
