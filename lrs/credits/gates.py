"""The requirements of a policy, each judged by itself: passed or not, why, and on which statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Context, Decimal
from fractions import Fraction

from lrs.credits.content import attended, certified, content, counting, inside, live
from lrs.credits.earned_by import Attendance, Said, Score, Visited, Watched
from lrs.credits.evidence import Evidence
from lrs.credits.learner import Learner
from lrs.credits.policy import Policy
from lrs.credits.stretches import Stretch, seconds
from lrs.credits.verbs import ANSWERED, completes, submits
from lrs.credits.watching import lengths, watched
from lrs.credits.window import Window


@dataclass(frozen=True, slots=True)
class GateResult:
    """What one requirement comes to.

    `name` is its key under `earned_by`, or `professions` or `claim`; `why` is a sentence for people,
    `statements` are the ids it rests on, and `met_at` is the moment from which it held; None where it has
    none.
    """

    name: str
    passed: bool
    why: str
    statements: tuple[str, ...] = ()
    met_at: datetime | None = None


def judge(policy: Policy, evidence: Sequence[Evidence], learner: Learner) -> Iterator[GateResult]:
    """Yield one result a requirement; `evidence` is in order of (timestamp, statement id), each id once."""
    asked = policy.earned_by
    if asked.completed:
        yield _completed(policy, evidence)
    if asked.score:
        yield _score(asked.score, policy, evidence)
    if asked.visited:
        yield _visited(asked.visited, policy, evidence)
    if asked.attended:
        yield _attended(asked.attended, policy, evidence)
    if asked.watched:
        yield _watched(asked.watched, policy, evidence)
    yield from _forms(policy, evidence)
    if asked.identity:
        yield _identity(asked.identity, learner)


def _forms(policy: Policy, evidence: Sequence[Evidence]) -> Iterator[GateResult]:
    asked, window = policy.earned_by, policy.window
    for name, form in (
        ("evaluation", asked.evaluation),
        ("attestation", asked.attestation),
        ("reflection", asked.reflection),
    ):
        if form:
            yield _said(name, form, evidence, window)
    if asked.disclosure:
        yield _disclosure(asked.disclosure, policy, evidence)
    if asked.consent:
        yield _consent(asked.consent, evidence, window)


def minutes(time: Fraction) -> str:
    """Return seconds written as minutes, to eight digits."""
    return _decimal(time / 60)


def _decimal(number: Fraction) -> str:
    return str(Context(prec=8).divide(number.numerator, number.denominator))


def _completed(policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    found = [item for item in certified(policy, evidence) if completes(item)]
    if policy.earned_by.completed == "any":
        met, unmet = "The activity was completed", "The activity was not completed"
        return _earliest("completed", found, live(found, policy.window), policy.window, met, unmet)
    first = _first_of_each(live(found, policy.window))
    needed = len(policy.activity.ids.iris)
    why = f"{len(first)} of {needed} activities were completed"
    if len(first) < needed:
        return GateResult(
            "completed", False, why + _outside(found, live(found, policy.window), policy.window)
        )
    return _met("completed", f"{why}.", first)


def _score(asked: Score, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    found = [item for item in content(policy, evidence) if item.activity in asked.activities]
    scored = [item for item in found if item.score_scaled is not None]
    counted = live(scored, policy.window)
    result = _one_score(asked, counted) if asked.of == 1 else _several_scores(asked, counted)
    outside = "" if result.passed else _outside(scored, counted, policy.window)
    return replace(result, why=f"{result.why}{outside or '.'}")


def _one_score(asked: Score, found: Sequence[Evidence]) -> GateResult:
    attempts = _attempts(asked, found)
    enough = [item for item in attempts if _scaled(item) >= asked.at_least]
    if enough:
        return _met("score", f"A score of at least {asked.at_least} was reached", enough[:1])
    if not attempts:
        return GateResult("score", False, "There is no score")
    limit = f" within {asked.attempts} attempts" if asked.attempts else ""
    best = max(map(_scaled, attempts))
    return GateResult(
        "score", False, f"The {asked.counts} score{limit} is {best}; at least {asked.at_least} is needed"
    )


def _several_scores(asked: Score, found: Sequence[Evidence]) -> GateResult:
    """Judge the scores of several activities, each with attempts of its own."""
    by_activity: dict[str, list[Evidence]] = {}
    for item in found:
        by_activity.setdefault(item.activity, []).append(item)
    counted = {name: _attempts(asked, several) for name, several in by_activity.items()}
    if asked.of == "mean":
        return _mean_score(asked, [max(several, key=_scaled) for several in counted.values()])
    needed = asked.count if asked.of == "all" else int(asked.of)
    first = [
        next((item for item in several if _scaled(item) >= asked.at_least), None)
        for several in counted.values()
    ]
    enough = _in_order(item for item in first if item)
    why = f"{len(enough)} activities have a score of at least {asked.at_least}; {needed} are needed"
    return _met("score", why, enough[:needed]) if len(enough) >= needed else GateResult("score", False, why)


def _mean_score(asked: Score, found: Sequence[Evidence]) -> GateResult:
    scores = [Fraction(_scaled(item)) for item in found]
    mean = sum(scores, Fraction()) / max(len(scores), asked.count)
    why = (
        f"The mean score of {asked.count} activities is {_decimal(mean)}, of which {len(scores)} have one; "
        f"at least {asked.at_least} is needed"
    )
    if len(scores) >= asked.count and mean >= Fraction(asked.at_least):
        return _met("score", why, _in_order(found))
    return GateResult("score", False, why)


def _attempts(asked: Score, found: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the attempts of one sequence that may count."""
    attempts = found[: asked.attempts]
    return {"best": attempts, "first": attempts[:1], "last": attempts[-1:]}[asked.counts]


def _scaled(item: Evidence) -> Decimal:
    return item.score_scaled or Decimal(0)


def _visited(asked: Visited, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    found = [item for item in content(policy, evidence) if item.activity in asked.items]
    first = _first_of_each(live(found, policy.window))
    why = f"{len(first)} of {asked.count} items were visited; at least {asked.at_least_percent} % are needed"
    for count in range(1, len(first) + 1):
        if 100 * count >= asked.at_least_percent * asked.count:
            return _met("visited", f"{why}.", first[:count])
    return GateResult("visited", False, why + _outside(found, live(found, policy.window), policy.window))


def _attended(asked: Attendance, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    found = attended(policy, evidence)
    counted = counting(found, policy.window)
    why = f"{minutes(_seconds(counted))} minutes were attended; {_needed(asked)}"
    reached = _reached(counted, 60 * Fraction(asked.at_least_minutes))
    if reached:
        return GateResult("attended", True, f"{why}.", _said_by(counted), reached)
    if asked.pro_rata and counted:
        why = f"{why}; below that credit is pro rata."
        return GateResult("attended", True, why, _said_by(counted), counted[0].at)
    return GateResult("attended", False, why + _outside(found, counted, policy.window))


def _watched(asked: Watched, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    about = [item for item in content(policy, evidence) if item.activity in asked.activities]
    found = watched(about)
    counted = counting(found, policy.window)
    whole = _length(asked, about)
    if whole is None:
        why = "Nobody knows how long the recordings are"
        return GateResult("watched", False, why + _outside(found, counted, policy.window))
    why = (
        f"{minutes(_watched_seconds(counted))} minutes were watched; "
        f"at least {asked.at_least_percent} % of {minutes(whole)} are needed"
    )
    mark = whole * Fraction(asked.at_least_percent) / 100
    reached = _reached(counted, mark, _watched_seconds)
    if reached:
        return GateResult("watched", True, f"{why}.", _said_by(counted), reached)
    return GateResult("watched", False, why + _outside(found, counted, policy.window))


def _length(asked: Watched, found: Sequence[Evidence]) -> Fraction | None:
    """Return how many seconds the recordings take, or None where a player has not yet said it of all."""
    if asked.of_minutes is not None:
        return 60 * Fraction(asked.of_minutes)
    known = lengths(found)
    return Fraction(sum(known.values()), 1_000_000) if len(known) == asked.activities.count else None


def _seconds(found: Sequence[Stretch]) -> Fraction:
    return seconds(each.interval for each in found)


def _watched_seconds(found: Sequence[Stretch]) -> Fraction:
    """Return how many seconds were watched of all recordings."""
    by_activity: dict[str, list[Stretch]] = {}
    for each in found:
        by_activity.setdefault(each.activity, []).append(each)
    return sum(map(_seconds, by_activity.values()), Fraction())


def _reached(
    found: Sequence[Stretch], mark: Fraction, total: Callable[[Sequence[Stretch]], Fraction] = _seconds
) -> datetime | None:
    """Return the moment at which the total came to the mark, or None where it has not."""
    if not found or total(found) < mark:
        return None
    # More never makes it less: so the first that reaches the mark can be sought by halves.
    number = bisect_left(range(len(found)), mark, key=lambda last: total(found[: last + 1]))
    return found[number].at


def _said_by(found: Sequence[Stretch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(statement for each in found for statement in each.statements))


def _needed(asked: Attendance) -> str:
    if asked.percent is None:
        return f"at least {asked.at_least_minutes} are needed"
    return f"at least {asked.percent} % of {asked.of_minutes} are needed"


def _said(name: str, asked: Said, evidence: Sequence[Evidence], window: Window) -> GateResult:
    if asked.at_least:
        return _answered(name, asked, asked.at_least, evidence, window)
    found = [item for item in _about(asked, evidence, submits) if item.success is not False]
    met, unmet = f"The {name} was submitted", f"The {name} was not submitted"
    return _earliest(name, found, inside(found, window), window, met, unmet)


def _answered(
    name: str, asked: Said, needed: int, evidence: Sequence[Evidence], window: Window
) -> GateResult:
    """Judge a form by how many of its questions were answered; it does not matter how."""
    found = _about(asked, evidence, lambda item: item.verb == ANSWERED or submits(item))
    first = _first_of_each(inside(found, window))
    why = f"{len(first)} questions of the {name} were answered; at least {needed} are needed"
    if len(first) >= needed:
        return _met(name, f"{why}.", first[:needed])
    return GateResult(name, False, why + _outside(found, inside(found, window), window))


def _disclosure(asked: Said, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    seen = _about(asked, evidence, lambda _: True)
    others = [item for item in content(policy, evidence) if item.activity not in asked.activities]
    began = next(iter(live(others, policy.window)), None)
    if began is not None and seen and seen[0].timestamp > began.timestamp:
        return GateResult("disclosure", False, "The disclosure was seen only after the content was begun.")
    if not seen:
        return GateResult("disclosure", False, "The disclosure was not seen.")
    return _met("disclosure", "The disclosure was seen before the content.", seen[:1])


def _consent(asked: Said, evidence: Sequence[Evidence], window: Window) -> GateResult:
    found = inside(_about(asked, evidence, lambda item: submits(item) or item.success is not None), window)
    if not found:
        return GateResult("consent", False, "There is no consent to report.")
    if found[-1].success is False:
        return GateResult("consent", False, "The consent to report was refused or withdrawn.")
    given = next(n for n in range(len(found), 0, -1) if n == 1 or found[n - 2].success is False)
    return _met("consent", "There is consent to report.", found[given - 1 : given])


def _identity(asked: Sequence[str], learner: Learner) -> GateResult:
    lacking = [name for name in asked if name not in learner.known]
    if not learner.known:
        return GateResult("identity", False, "The people registry does not know the learner.")
    if lacking:
        return GateResult("identity", False, f"The people registry lacks: {', '.join(lacking)}.")
    return GateResult("identity", True, f"The people registry has: {', '.join(asked)}.")


def _about(asked: Said, evidence: Sequence[Evidence], usual: Callable[[Evidence], bool]) -> list[Evidence]:
    """Return the statements about the activity that is asked for, with the verb that is, or a usual one."""
    return [
        item
        for item in evidence
        if item.activity in asked.activities and (item.verb == asked.verb if asked.verb else usual(item))
    ]


def _first_of_each(found: Sequence[Evidence]) -> list[Evidence]:
    """Return the first statement about each activity, in order."""
    first: dict[str, Evidence] = {}
    for item in found:
        first.setdefault(item.activity, item)
    return list(first.values())


def _in_order(found: Iterable[Evidence]) -> list[Evidence]:
    return sorted(found, key=lambda item: (item.timestamp, item.statement_id))


def _met(name: str, why: str, found: Sequence[Evidence]) -> GateResult:
    return GateResult(name, True, why, tuple(item.statement_id for item in found), found[-1].timestamp)


def _earliest(
    name: str, found: Sequence[Evidence], counted: Sequence[Evidence], window: Window, met: str, unmet: str
) -> GateResult:
    if not counted:
        return GateResult(name, False, unmet + _outside(found, counted, window))
    return _met(name, f"{met}.", counted[:1])


def _outside(found: Sequence[object], counted: Sequence[object], window: Window) -> str:
    """Return the end of a sentence that owns up to the evidence that does not count."""
    outside = len(found) - len(counted)
    if not outside:
        return "."
    return f"; {outside} outside the window {window} {'does' if outside == 1 else 'do'} not count."
