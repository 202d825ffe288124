"""Statements that came long after what they say, or before it: flagged, and decided by the policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from lrs.credits.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Flag:
    """What is wrong with the clock or the way of a statement, and what the policy makes of it."""

    statement_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of statements that came more than `late` after their timestamp, or `ahead` before it.

    Late ones the policy will `accept`, `refuse`, or `review`: these count once somebody else approved of
    them. Those ahead it will `accept`, `refuse`, or take for made when they were `stored`.
    """

    late: timedelta
    if_late: str
    ahead: timedelta
    if_ahead: str

    @classmethod
    def of(cls, document: dict[str, Any]) -> Arrival:
        """Return what a policy writes."""
        late, ahead = document.get("late", {}), document.get("ahead", {})
        return cls(
            late=timedelta(days=late.get("days", 1)),
            if_late=late.get("then", "accept"),
            ahead=timedelta(minutes=ahead.get("minutes", 1)),
            if_ahead=ahead.get("then", "accept"),
        )

    @property
    def reviews(self) -> bool:
        """Tell whether late statements wait for somebody to approve of them."""
        return self.if_late == "review"

    def sift(self, evidence: Iterable[Evidence]) -> tuple[list[Evidence], tuple[Flag, ...]]:
        """Return the evidence that counts, at the times that count, and the flags, by statement id."""
        counting: list[Evidence] = []
        flags: list[Flag] = []
        for item in evidence:
            judged, why = self._judge(item)
            if judged is not None:
                counting.append(judged)
            if why:
                flags.append(Flag(item.statement_id, why))
        return counting, tuple(sorted(flags, key=lambda flag: flag.statement_id))

    def _judge(self, item: Evidence) -> tuple[Evidence | None, str]:
        delay = item.stored - item.timestamp if item.stored else timedelta()
        if delay > self.late:
            return self._judge_late(item, delay)
        if delay < -self.ahead:
            return self._judge_ahead(item, -delay)
        return item, ""

    def _judge_late(self, item: Evidence, delay: timedelta) -> tuple[Evidence | None, str]:
        came = f"It came {delay.days} days after its timestamp"
        match self.if_late:
            case "refuse":
                return None, f"{came} and does not count: at most {self.late.days} are allowed."
            case "review" if not item.approved_by:
                return None, f"{came} and does not count until somebody else approves of it."
            case "review":
                return item, f"{came} and counts, approved by {', '.join(sorted(item.approved_by))}."
            case _:
                return item, f"{came} and counts."

    def _judge_ahead(self, item: Evidence, ahead: timedelta) -> tuple[Evidence | None, str]:
        clock = f"Its clock was {_length(ahead)} ahead when it came"
        match self.if_ahead:
            case "refuse":
                return None, f"{clock}: it does not count."
            case "stored" if item.stored:
                return replace(item, timestamp=item.stored), f"{clock}: it counts as of {item.stored}."
            case _:
                return item, f"{clock}: it counts."


def _length(time: timedelta) -> str:
    return f"{time.days} days" if time.days else f"{time.seconds // 60} minutes"
