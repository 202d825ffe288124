"""The requirements of a policy, each judged by itself: passed or not, why, and on which statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from fractions import Fraction
from itertools import accumulate

from lrs.credits.content import certified, content, inside, live, seconds, stays
from lrs.credits.earned_by import Attendance, Said, Score, Visited
from lrs.credits.evidence import Evidence
from lrs.credits.learner import Learner
from lrs.credits.policy import Policy
from lrs.credits.verbs import completes, submits
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


def minutes(seconds: Fraction) -> str:
    """Return seconds written as minutes, to eight digits."""
    return str(Context(prec=8).divide(seconds.numerator, 60 * seconds.denominator))


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
    found = [item for item in certified(policy, evidence) if item.score_scaled is not None]
    attempts = live(found, policy.window)[: asked.attempts]
    counted = {"best": attempts, "first": attempts[:1], "last": attempts[-1:]}[asked.counts]
    scores = [(item.score_scaled or Decimal(0), item) for item in counted]
    enough = [item for score, item in scores if score >= asked.at_least]
    if enough:
        return _met("score", f"A score of at least {asked.at_least} was reached.", enough[:1])
    best = max((score for score, _ in scores), default=None)
    limit = f" within {asked.attempts} attempts" if asked.attempts else ""
    unmet = "There is no score"
    if best is not None:
        unmet = f"The {asked.counts} score{limit} is {best}; at least {asked.at_least} is needed"
    return GateResult("score", False, unmet + _outside(found, live(found, policy.window), policy.window))


def _visited(asked: Visited, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    found = [item for item in content(policy, evidence) if item.activity in asked.items]
    first = _first_of_each(live(found, policy.window))
    why = f"{len(first)} of {asked.count} items were visited; at least {asked.at_least_percent} % are needed"
    for count in range(1, len(first) + 1):
        if 100 * count >= asked.at_least_percent * asked.count:
            return _met("visited", f"{why}.", first[:count])
    return GateResult("visited", False, why + _outside(found, live(found, policy.window), policy.window))


def _attended(asked: Attendance, policy: Policy, evidence: Sequence[Evidence]) -> GateResult:
    found = stays(content(policy, evidence))
    counted = live(found, policy.window)
    totals = list(accumulate(map(seconds, counted)))
    why = f"{minutes(totals[-1] if totals else Fraction())} minutes were attended; {_needed(asked)}"
    mark = 60 * Fraction(asked.at_least_minutes)
    reached = [item for item, total in zip(counted, totals, strict=True) if total >= mark]
    statements = tuple(item.statement_id for item in counted)
    if reached:
        return GateResult("attended", True, f"{why}.", statements, reached[0].timestamp)
    if asked.pro_rata and counted:
        why = f"{why}; below that credit is pro rata."
        return GateResult("attended", True, why, statements, counted[0].timestamp)
    return GateResult("attended", False, why + _outside(found, counted, policy.window))


def _needed(asked: Attendance) -> str:
    if asked.percent is None:
        return f"at least {asked.at_least_minutes} are needed"
    return f"at least {asked.percent} % of {asked.of_minutes} are needed"


def _said(name: str, asked: Said, evidence: Sequence[Evidence], window: Window) -> GateResult:
    found = [item for item in _about(asked, evidence, submits) if item.success is not False]
    met, unmet = f"The {name} was submitted", f"The {name} was not submitted"
    return _earliest(name, found, inside(found, window), window, met, unmet)


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


def _met(name: str, why: str, found: Sequence[Evidence]) -> GateResult:
    return GateResult(name, True, why, tuple(item.statement_id for item in found), found[-1].timestamp)


def _earliest(
    name: str, found: Sequence[Evidence], counted: Sequence[Evidence], window: Window, met: str, unmet: str
) -> GateResult:
    if not counted:
        return GateResult(name, False, unmet + _outside(found, counted, window))
    return _met(name, f"{met}.", counted[:1])


def _outside(found: Sequence[Evidence], counted: Sequence[Evidence], window: Window) -> str:
    """Return the end of a sentence that owns up to the evidence that does not count."""
    outside = len(found) - len(counted)
    if not outside:
        return "."
    return f"; {outside} outside the window {window} {'does' if outside == 1 else 'do'} not count."
