"""What a learner's evidence earns by one policy: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from lrs.credits.amounts import shared
from lrs.credits.arrival import Flag
from lrs.credits.claims import judge_claim
from lrs.credits.credit import Credit
from lrs.credits.evidence import Evidence
from lrs.credits.gates import GateResult, judge
from lrs.credits.learner import UNKNOWN, Learner
from lrs.credits.occasions import Occasion, occasions
from lrs.credits.policy import Policy
from lrs.credits.reckoning import reckon


@dataclass(frozen=True, slots=True)
class Slot:
    """Which of a policy's awards to one learner: of which credit, which part of it, and on which occasion.

    `part` is "" where the credit has none, `occasion` where a policy gives but one award.
    """

    body: str
    credit_type: str
    part: str = ""
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the evidence comes to.

    `amount` is in credits, 0 where nothing is earned. `earned_on` is the moment the last requirement was met,
    in UTC to the millisecond, None where nothing is earned. `evidence` are the ids of the statements it rests
    on, sorted. `steps` is the arithmetic in words, and `missing` says what is still needed. `activity` is the
    IRI, or the pattern, by which the certified activity is called. `report_by` is the last day for reporting.
    `flags` are what is wrong with the times of the learner's statements about it, whether they count or not.
    """

    slot: Slot
    activity: str
    amount: Decimal
    earned_on: datetime | None
    evidence: tuple[str, ...]
    gates: tuple[GateResult, ...]
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    report_by: date | None = None
    flags: tuple[Flag, ...] = ()


def assess(policy: Policy, evidence: Iterable[Evidence], learner: Learner = UNKNOWN) -> list[Assessment]:
    """Return what `evidence`, all of one learner, earns by `policy`: one assessment for each slot.

    The outcome does not depend on the order of the evidence or on repetitions; evidence of other activities
    changes nothing.
    """
    once = {item.statement_id: item for item in evidence if item.activity in policy.scope}
    counting, flags = policy.arrival.sift(once.values())
    return [
        replace(assessment, flags=flags) if flags else assessment
        for occasion in occasions(policy, _ordered(counting))
        for assessment in _on_occasion(policy, occasion, learner)
    ]


def _ordered(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda item: (item.timestamp, item.statement_id))


def _on_occasion(policy: Policy, occasion: Occasion, learner: Learner) -> Iterator[Assessment]:
    gates = tuple(judge(policy, occasion.evidence, learner))
    for credit in policy.credits:
        judged = (*gates, *_profession(credit, learner))
        whole = _assessed(policy, credit, occasion, judged)
        yield from _parts(whole, credit)


def _profession(credit: Credit, learner: Learner) -> Iterator[GateResult]:
    if credit.professions:
        names = ", ".join(sorted(credit.professions))
        said = f"the registry says {learner.profession}" if learner.profession else "the registry says none"
        yield GateResult("professions", credit.is_for(learner), f"This credit is for: {names}; {said}.")


def _assessed(policy: Policy, credit: Credit, occasion: Occasion, gates: Sequence[GateResult]) -> Assessment:
    nothing = Assessment(
        slot=Slot(credit.body, credit.type, occasion=occasion.name),
        activity=occasion.name
        if policy.once.per == "activity" and occasion.name
        else policy.activity.ids.name,
        amount=Decimal(0),
        earned_on=None,
        evidence=_statements(gates),
        gates=tuple(gates),
        steps=("Not every requirement is met: no credit.",),
        missing=tuple(gate.why for gate in gates if not gate.passed),
    )
    if policy.retired:
        retired = f"The policy is retired from {policy.effective} on."
        return replace(nothing, steps=(retired,), missing=(retired,))
    return nothing if nothing.missing else _earned(policy, credit, occasion.evidence, nothing)


def _earned(policy: Policy, credit: Credit, evidence: Sequence[Evidence], met: Assessment) -> Assessment:
    """Return `met`, by which every requirement is met, with what that comes to."""
    reckoning = reckon(policy, credit, evidence)
    moments = [gate.met_at for gate in met.gates if gate.met_at]
    moments += [reckoning.reached] if reckoning.reached else []
    rests_on = tuple(sorted({*met.evidence, *reckoning.statements}))
    found = replace(met, amount=reckoning.amount, steps=reckoning.steps, evidence=rests_on)
    if not moments:
        return replace(found, amount=Decimal(0), missing=("There is no evidence.",))
    if not reckoning.amount:
        return replace(found, missing=(reckoning.steps[-1],))
    return _granted(policy, credit, evidence, found, max(moments))


def _granted(
    policy: Policy, credit: Credit, evidence: Sequence[Evidence], earned: Assessment, at: datetime
) -> Assessment:
    """Return what was earned at the moment `at`, or what was claimed of it."""
    if policy.claim:
        # Not from the moment at which enough was done: whoever does more must not have to claim sooner.
        rested_on = frozenset(earned.evidence)
        last = max(item.timestamp for item in evidence if item.statement_id in rested_on)
        claimed = judge_claim(policy.claim, policy.window, credit, evidence, earned.amount, last)
        gates, steps = (*earned.gates, claimed.gate), (*earned.steps, *claimed.steps)
        rests_on = tuple(sorted({*earned.evidence, *claimed.gate.statements}))
        earned = replace(earned, amount=claimed.amount, gates=gates, steps=steps, evidence=rests_on)
        at = max(at, claimed.gate.met_at or at)
        if not claimed.amount:
            return replace(earned, missing=(claimed.gate.why,))
    deadline = policy.window.report_by
    report_by = deadline.last_day(policy.window.day(at)) if deadline else None
    return replace(earned, earned_on=_milliseconds(at), report_by=report_by)


def _parts(whole: Assessment, credit: Credit) -> Iterator[Assessment]:
    """Yield the assessment of each part of a credit, or of the whole where it has no parts."""
    if not credit.parts:
        yield whole
        return
    for part, amount in zip(credit.parts, shared(whole.amount, credit), strict=True):
        step = f"The part '{part.name}' is {part.maximum} of {credit.maximum}: {amount} credits."
        yield replace(
            whole,
            slot=replace(whole.slot, part=part.name),
            amount=amount,
            earned_on=whole.earned_on if amount else None,
            report_by=whole.report_by if amount else None,
            steps=(*whole.steps, step),
            missing=whole.missing or (() if amount else (step,)),
        )


def _statements(gates: Iterable[GateResult]) -> tuple[str, ...]:
    return tuple(sorted({statement for gate in gates if gate.passed for statement in gate.statements}))


def _milliseconds(moment: datetime) -> datetime:
    # The ledger keeps milliseconds: with more, an entry read back would differ from the award computed anew.
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
