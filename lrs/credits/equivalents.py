"""What an award is worth as other credits."""

from __future__ import annotations

from decimal import Decimal

from lrs.credits.assessment import Assessment
from lrs.credits.policy import Policy


def equivalents(policy: Policy, assessment: Assessment) -> dict[str, Decimal]:
    """Return what was earned by a policy is worth, exactly, as each credit that recognises it on that day."""
    if assessment.earned_on is None:
        return {}
    day, slot = policy.window.day(assessment.earned_on), assessment.slot
    return {
        each.type: assessment.amount * each.factor
        for credit in policy.credits
        if (credit.body, credit.type) == (slot.body, slot.credit_type)
        for each in credit.equivalents
        if each.holds(day)
    }
