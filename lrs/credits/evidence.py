"""What one statement says about one learner, as the arithmetic needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from lrs.credits.playback import Playback


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts of one statement that is not voided.

    `verb` and `activity` are IRIs, `timestamp` is aware, `score_scaled` is result.score.scaled (-1 to 1),
    `seconds` is result.duration, and `registration` is context.registration. `stored` is when the statement
    came, and `approved_by` are the agent keys of those who approved of it since.

    The rest is known only of the verbs that a policy wants to know it of (see `Versions.details`): `numbers`
    are those of the result by which a learner may claim credit, `score.raw` and extensions by their IRI;
    `filled` names what is said in words, `response` and extensions of the result or the context by their IRI;
    `playback` is where a player was in a recording.
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
    stored: datetime | None = None
    approved_by: frozenset[str] = frozenset()
    numbers: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    filled: frozenset[str] = frozenset()
    playback: Playback | None = None
