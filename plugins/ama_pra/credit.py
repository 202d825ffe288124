"""The AMA's rule: 60 minutes are one credit, in quarter hours, to the nearest one, and a quarter at least."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lrs.plugins import CreditType, Policy, Problem

CATEGORY_1 = CreditType(
    body="ama-pra",
    name="AMA PRA Category 1 Credit",
    step=Decimal("0.25"),
    rounding="nearest",
    minimum=Decimal("0.25"),
    minutes_per_credit=Decimal(60),
)


def problems(policy: Policy) -> Iterator[Problem]:
    """Yield what is wrong with a policy that gives this credit.

    Which way exact ties go, the AMA does not say: that stays the policy's choice.
    """
    if all(credit.body != CATEGORY_1.body for credit in policy.credits):
        return
    yield from CATEGORY_1.problems(policy)
    if policy.provider.domain is None:
        yield Problem(
            "'domain' is missing: reports name credits by it, and the activity's IRI has no host to take.",
            "/provider/domain",
        )
