"""How often a learner can have a policy's award: once, or once for each activity, date or cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Once:
    """Once per `policy`, `activity`, `date` or `cycle`; one cycle of `months` begins on the day `begins`."""

    per: str = "policy"
    begins: date = date.min
    months: int = 0

    @classmethod
    def of(cls, document: Any) -> Once:
        """Return what a policy writes."""
        if document is None or isinstance(document, str):
            return cls(document or "policy")
        cycle = document["cycle"]
        return cls("cycle", date.fromisoformat(cycle["begins"]), cycle["months"])

    def cycle(self, day: date) -> date:
        """Return the first day of the cycle that a day lies in; `begins` is no later than the 28th."""
        months = 12 * (day.year - self.begins.year) + day.month - self.begins.month
        if day.day < self.begins.day:
            months -= 1
        count = 12 * self.begins.year + self.begins.month - 1 + months // self.months * self.months
        return self.begins.replace(year=count // 12, month=count % 12 + 1) if count >= 12 else date.min
