"""What one statement says about one learner, as the arithmetic needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts of one statement that is not voided.

    `verb` and `activity` are IRIs, `timestamp` is aware, `score_scaled` is result.score.scaled (-1 to 1),
    `seconds` is result.duration, and `registration` is context.registration. `numbers` are the numbers of the
    result by which a learner may claim credit: `score.raw`, and extensions by their IRI.
    """

    statement_id: str
    verb: str
    activity: str
    timestamp: datetime
    success: bool | None = None
    completion: bool | None = None
    score_scaled: Decimal | None = None
    seconds: Decimal | None = None
    registration: str | None = None
    numbers: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
