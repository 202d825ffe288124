"""What a policy asks of a learner, as values: each requirement becomes one gate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lrs.credits.activities import NONE, Activities


@dataclass(frozen=True, slots=True)
class Score:
    """At least so much, scaled from -1 to 1, in the `best`, `last` or `first` of the first `attempts`.

    `activities` are scored, `count` of them where `of` asks for `all` or for the `mean`; a number asks for so
    many of them at least. Where `of` is 1 the attempts at all of them are one sequence.
    """

    at_least: Decimal
    activities: Activities
    counts: str = "best"
    attempts: int | None = None
    of: str | int = 1
    count: int = 1


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
class Watched:
    """At least so many percent of the recordings, which take `of_minutes`, or, if None, what players say."""

    at_least_percent: Decimal
    activities: Activities
    of_minutes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the learner's about one of these activities, with `verb` or, if None, a usual verb.

    Where `at_least` is given, so many of the activities, which are the questions of a form, must be answered.
    """

    activities: Activities
    verb: str | None = None
    at_least: int | None = None

    @classmethod
    def of(cls, document: Any) -> Said:
        """Return what a policy writes: an activity, or a mapping with a verb."""
        if isinstance(document, str):
            return cls(Activities.of(document))
        return cls(Activities.of(document["activity"]), document.get("verb"), document.get("at_least"))


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
    watched: Watched | None = None
    evaluation: Said | None = None
    disclosure: Said | None = None
    attestation: Said | None = None
    reflection: Said | None = None
    consent: Said | None = None
    identity: tuple[str, ...] = ()

    @property
    def activities(self) -> Activities:
        """The activities whose statements the requirements look at, besides the certified one."""
        said = [each for name in SAID if (each := getattr(self, name)) is not None]
        written = [name for each in said for name in each.activities.written]
        return Activities.named(written) | self.content

    @property
    def content(self) -> Activities:
        """Those of them by which a learner takes part."""
        return (
            (self.visited.items if self.visited else NONE)
            | (self.score.activities if self.score else NONE)
            | (self.watched.activities if self.watched else NONE)
        )


def earned_by_of(document: dict[str, Any], certified: Activities, planned: Decimal | None) -> EarnedBy:
    """Return the requirements that a policy writes for an activity that takes `planned` minutes."""
    completed = document.get("completed")
    return EarnedBy(
        completed="any" if completed is True else completed or "",
        score=_score(document.get("score"), certified),
        visited=_visited(document.get("visited")),
        attended=_attendance(document.get("attended"), planned),
        watched=_watched(document.get("watched"), certified, planned),
        identity=tuple(document.get("identity", ())),
        **{name: Said.of(document[name]) for name in SAID if name in document},
    )


def _score(document: dict[str, Any] | None, certified: Activities) -> Score | None:
    if document is None:
        return None
    activities = Activities.of(document["activity"]) if "activity" in document else certified
    return Score(
        at_least=Decimal(document["at_least"]),
        activities=activities,
        counts=document.get("counts", "best"),
        attempts=document.get("attempts"),
        of=document.get("of", 1),
        count=document.get("count", activities.count or 0),
    )


def _watched(
    document: dict[str, Any] | None, certified: Activities, planned: Decimal | None
) -> Watched | None:
    if document is None:
        return None
    activities = Activities.of(document["activity"]) if "activity" in document else certified
    minutes = document.get("of_minutes", planned)
    percent = Decimal(document["at_least_percent"])
    return Watched(percent, activities, None if minutes is None else Decimal(minutes))


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
