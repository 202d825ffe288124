"""The requirements of a policy, each judged by itself: passed or not, why, and on which statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from fractions import Fraction
from itertools import accumulate

from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy, Window

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
ATTENDED = "http://adlnet.gov/expapi/verbs/attended"
EVALUATED = frozenset(
    {
        COMPLETED,
        "http://activitystrea.ms/submit",
        "http://activitystrea.ms/schema/1.0/submit",
        "https://w3id.org/xapi/acrossx/verbs/evaluated",
    }
)


@dataclass(frozen=True, slots=True)
class GateResult:
    """What one requirement comes to.

    `name` is its key under `earned_by`, `why` a sentence for people, `statements` the ids it rests on, and
    `met_at` the moment from which it held.
    """

    name: str
    passed: bool
    why: str
    statements: tuple[str, ...] = ()
    met_at: datetime | None = None


def judge(policy: Policy, evidence: Sequence[Evidence]) -> Iterator[GateResult]:
    """Yield one result a requirement; `evidence` is in order of (timestamp, statement id), each id once."""
    asked, window = policy.earned_by, policy.window
    done = [item for item in evidence if item.activity == policy.activity.id]
    if asked.completed:
        yield _completed(done, window)
    if asked.score is not None:
        yield _score(asked.score, done, window)
    if asked.evaluation is not None:
        yield _evaluation([item for item in evidence if item.activity == asked.evaluation], window)
    if asked.attended is not None:
        yield _attended(asked.attended, done, window)


def attended(policy: Policy, evidence: Iterable[Evidence]) -> Fraction:
    """Return the seconds that were attended within the policy's window."""
    done = [item for item in evidence if item.activity == policy.activity.id]
    return sum((_seconds(item) for item in _inside(_sessions(done), policy.window)), Fraction())


def minutes(seconds: Fraction) -> str:
    """Return seconds written as minutes, to eight digits."""
    return str(Context(prec=8).divide(seconds.numerator, 60 * seconds.denominator))


def _completed(done: Sequence[Evidence], window: Window) -> GateResult:
    found = [item for item in done if item.verb == COMPLETED or item.completion]
    return _earliest(
        "completed", found, window, "The activity was completed", "The activity was not completed"
    )


def _evaluation(done: Sequence[Evidence], window: Window) -> GateResult:
    found = [item for item in done if item.verb in EVALUATED or item.completion]
    return _earliest(
        "evaluation", found, window, "The evaluation was submitted", "The evaluation was not submitted"
    )


def _score(needed: Decimal, done: Sequence[Evidence], window: Window) -> GateResult:
    enough = [item for item in done if item.score_scaled is not None and item.score_scaled >= needed]
    scores = [item.score_scaled for item in _inside(done, window) if item.score_scaled is not None]
    unmet = f"The best score is {max(scores)}; at least {needed} is needed" if scores else "There is no score"
    return _earliest("score", enough, window, f"A score of at least {needed} was reached", unmet)


def _attended(needed: Decimal, done: Sequence[Evidence], window: Window) -> GateResult:
    sessions = _sessions(done)
    counted = _inside(sessions, window)
    totals = list(accumulate(_seconds(item) for item in counted))
    why = (
        f"{minutes(totals[-1] if totals else Fraction())} minutes were attended; at least {needed} are needed"
    )
    reached = [
        item.timestamp for item, total in zip(counted, totals, strict=True) if total >= 60 * Fraction(needed)
    ]
    if not reached:
        return GateResult("attended", False, why + _outside(sessions, window))
    return GateResult("attended", True, f"{why}.", tuple(item.statement_id for item in counted), reached[0])


def _sessions(done: Iterable[Evidence]) -> list[Evidence]:
    return [item for item in done if item.verb == ATTENDED and item.seconds]


def _seconds(item: Evidence) -> Fraction:
    return Fraction(item.seconds or 0)


def _earliest(name: str, found: Sequence[Evidence], window: Window, met: str, unmet: str) -> GateResult:
    first = next(iter(_inside(found, window)), None)
    if first is None:
        return GateResult(name, False, unmet + _outside(found, window))
    return GateResult(name, True, f"{met}.", (first.statement_id,), first.timestamp)


def _inside(found: Iterable[Evidence], window: Window) -> list[Evidence]:
    return [item for item in found if item.timestamp in window]


def _outside(found: Sequence[Evidence], window: Window) -> str:
    """Return the end of a sentence that owns up to the evidence that does not count."""
    outside = len(found) - len(_inside(found, window))
    if not outside:
        return "."
    return f"; {outside} outside the window {window} {'does' if outside == 1 else 'do'} not count."
