"""What a learner's evidence earns by one policy: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from lrs.credits.amounts import credited, designated
from lrs.credits.evidence import Evidence
from lrs.credits.gates import GateResult, attended, judge, minutes
from lrs.credits.policy import Policy


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the evidence comes to.

    `amount` is in credits, 0 where nothing is earned. `earned_on` is the moment the last requirement was met,
    in UTC to the millisecond, None where nothing is earned. `evidence` are the ids of the statements it rests
    on, sorted. `steps` is the arithmetic in words, and `missing` says what is still needed.
    """

    amount: Decimal
    earned_on: datetime | None
    evidence: tuple[str, ...]
    gates: tuple[GateResult, ...]
    steps: tuple[str, ...]
    missing: tuple[str, ...]


def assess(policy: Policy, evidence: Iterable[Evidence]) -> Assessment:
    """Return what `evidence`, all of one learner, earns by `policy`.

    The outcome does not depend on the order of the evidence or on repetitions; evidence of other activities
    changes nothing.
    """
    ordered = _ordered(evidence)
    gates = tuple(judge(policy, ordered))
    rests_on = tuple(sorted({statement for gate in gates if gate.passed for statement in gate.statements}))
    missing = tuple(gate.why for gate in gates if not gate.passed)
    if missing:
        return Assessment(
            Decimal(0), None, rests_on, gates, ("Not every requirement is met: no credit.",), missing
        )
    amount, steps = _amount(policy, ordered)
    if not amount:
        return Assessment(Decimal(0), None, rests_on, gates, steps, (steps[-1],))
    return Assessment(amount, _earned_on(gates), rests_on, gates, steps, ())


def _ordered(evidence: Iterable[Evidence]) -> list[Evidence]:
    once = {item.statement_id: item for item in evidence}
    return sorted(once.values(), key=lambda item: (item.timestamp, item.statement_id))


def _earned_on(gates: Iterable[GateResult]) -> datetime:
    moment = max(gate.met_at for gate in gates if gate.met_at is not None).astimezone(UTC)
    # The ledger keeps milliseconds: with more, an entry read back would differ from the award computed anew.
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _amount(policy: Policy, evidence: Sequence[Evidence]) -> tuple[Decimal, tuple[str, ...]]:
    rule = policy.credit
    if policy.earned_by.attended is None:
        amount = designated(rule)
        return amount, (f"Every requirement is met: the designated maximum of {amount} credits.",)
    seconds = attended(policy, evidence)
    amount = credited(seconds, rule)
    rounding = f"to nearest, ties {rule.ties}," if rule.rounding == "nearest" else rule.rounding
    steps = (
        f"{minutes(seconds)} minutes attended, {rule.minutes_per_credit} minutes a credit.",
        f"Rounded {rounding} in steps of {rule.step}, at most {rule.maximum}, at least {rule.minimum}.",
        f"{amount} credits." if amount else f"That is less than {rule.minimum}: no credit.",
    )
    return amount, steps
