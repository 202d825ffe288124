"""A kind of credit that an accreditation body awards, and what it demands of a policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lrs.credits.policy import Policy


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a policy: a plain sentence, and a JSON pointer to the key at fault."""

    message: str
    pointer: str


@dataclass(frozen=True, slots=True)
class CreditType:
    """A body's rule for one kind of credit.

    `body` is the short name that policies use, `name` the credit as certificates write it; `step` and
    `minimum` are in credits, `rounding` is nearest, down or up.
    """

    body: str
    name: str
    step: Decimal
    rounding: str
    minimum: Decimal
    minutes_per_credit: Decimal

    def problems(self, policy: Policy) -> Iterator[Problem]:
        """Yield one problem for each key of this credit in a policy that says otherwise."""
        for credit in policy.credits:
            if (credit.body, credit.type) != (self.body, self.name):
                continue
            for key in ("step", "rounding", "minimum", "minutes_per_credit"):
                ruled, said = getattr(self, key), getattr(credit, key)
                if ruled != said:
                    yield Problem(
                        f"'{key}' of {self.name} is {ruled}; the policy says {said}.",
                        f"{credit.pointer}/{key}",
                    )
