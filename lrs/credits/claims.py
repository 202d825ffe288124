"""Credit that learners claim themselves, up to what they have earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lrs.credits.amounts import claimed
from lrs.credits.claim import Claim
from lrs.credits.credit import Credit
from lrs.credits.evidence import Evidence
from lrs.credits.gates import GateResult
from lrs.credits.window import Window


@dataclass(frozen=True, slots=True)
class Claimed:
    """The gate of a claim, the credits that it comes to, and the arithmetic in words."""

    gate: GateResult
    amount: Decimal
    steps: tuple[str, ...]


def judge_claim(
    claim: Claim, window: Window, credit: Credit, evidence: Sequence[Evidence], earned: Decimal, at: datetime
) -> Claimed:
    """Return what a claim to credit comes to of which `earned` was earned, by statements up to `at`.

    The latest claim by the deadline counts; without a deadline that is the last day of the window. A claim to
    more than was earned is one to what was earned; a smaller one is rounded down to a step.
    """
    last = window.claim_by.last_day(window.day(at)) if window.claim_by else window.expiry
    found = [item for item in evidence if item.verb == claim.verb and item.activity in claim.activities]
    in_time = [item for item in found if window.day(item.timestamp) <= last]
    amounts = [(item.numbers[claim.amount], item) for item in in_time if claim.amount in item.numbers]
    if not amounts:
        return _unclaimed(f"{_obstacle(found, in_time)} until {last}.")
    said, item = amounts[-1]
    amount = claimed(said, earned, credit)
    why = f"{said} credits were claimed until {last}."
    gate = GateResult("claim", bool(amount), why, (item.statement_id,), item.timestamp)
    return Claimed(gate, amount, (f"{said} credits claimed, {earned} earned: {amount} credits.",))


def _obstacle(found: Sequence[Evidence], in_time: Sequence[Evidence]) -> str:
    if in_time:
        return "The claim names no amount; credit may be claimed"
    return "Credit was claimed too late: it had to be claimed" if found else "Credit may be claimed"


def _unclaimed(why: str) -> Claimed:
    return Claimed(GateResult("claim", False, why), Decimal(0), (why,))
