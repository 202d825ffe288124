"""An award that stands, as transcripts and requirements need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal

from lrs.credits.awards import Entry
from lrs.credits.policy import Policy


@dataclass(frozen=True, slots=True)
class Earned:
    """Credit that a learner has for one activity.

    `award` is the award's id, `activity` an IRI, and `amount` in credits of `credit_type`, of which it may be
    but the `part` that the policy names. It was earned on `day`, in UTC.
    """

    award: str
    activity: str
    title: str
    format: str
    provider: str
    policy_id: str
    body: str
    credit_type: str
    part: str
    amount: Decimal
    day: date


def earned(entry: Entry, policy: Policy) -> Earned | None:
    """Return the credit that an award's last entry, made by `policy`, says; None if it was revoked."""
    if entry.earned_on is None:
        return None
    return Earned(
        award=entry.award_id,
        activity=entry.activity,
        title=policy.activity.title,
        format=policy.activity.format,
        provider=policy.provider.name,
        policy_id=entry.policy_id,
        body=entry.body,
        credit_type=entry.credit_type,
        part=entry.part,
        amount=entry.amount,
        day=entry.earned_on.astimezone(UTC).date(),
    )


def totals(awards: Iterable[Earned]) -> dict[tuple[str, str], Decimal]:
    """Return how many credits there are of each body and credit type, sorted by these."""
    sums: dict[tuple[str, str], Decimal] = {}
    for award in awards:
        kind = (award.body, award.credit_type)
        sums[kind] = sums.get(kind, Decimal(0)) + award.amount
    return dict(sorted(sums.items()))
