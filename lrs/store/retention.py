"""Which awards still need what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from lrs.credits.activities import Activities
from lrs.credits.retention import Held, later
from lrs.store.ledger import AwardQuery, Ledger
from lrs.store.policies import Policies


@dataclass(frozen=True, slots=True)
class Record:
    """The activities that a policy looks at, and the years for which what happened on them is kept."""

    scope: Activities
    years: int


class Retention:
    """The terms of one tenant's awards and policies."""

    def __init__(self, ledger: Ledger, policies: Policies) -> None:
        """Read from these."""
        self._ledger = ledger
        self._policies = policies

    async def awards(self, query: AwardQuery) -> list[Held]:
        """Return the awards that stand, with the end of the term that the policy by which they stand says."""
        years = {
            (policy.id, policy.version): policy.retention_years
            for versions in await self._policies.all()
            for policy in versions.policies
        }
        return [
            Held(entry, later(entry.earned_on, years[entry.policy_id, entry.policy_version]))
            async for entry in self._ledger.awards(query)
            if entry.earned_on
        ]

    async def records(self) -> list[Record]:
        """Return what each policy looks at; of its versions' terms the longest counts."""
        return [
            Record(versions.scope, max(policy.retention_years for policy in versions.policies))
            for versions in await self._policies.all()
        ]
