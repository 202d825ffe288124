"""A requirement that a learner has to meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Goal:
    """A learner's requirement, by its id; `start` is their own first day where its cycles begin with them."""

    learner: str
    requirement: str
    start: date | None = None
