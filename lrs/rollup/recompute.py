"""A learner's award under a policy, computed afresh from the evidence and appended to the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from lrs.credits.assessment import assess
from lrs.credits.awards import award_id, next_entry
from lrs.credits.policy import Policy
from lrs.store.store import Store


class Recomputation:
    """Recomputes awards; doing it again changes nothing, and two at once write no award twice."""

    def __init__(self, store: Store) -> None:
        """Read evidence from, and write entries to, `store`."""
        self._store = store

    async def award(self, learner: str, policy: Policy) -> bool:
        """Bring the award of one learner under one policy up to date; tell whether an entry was needed."""
        while True:
            last = await self._store.ledger.last(award_id(learner, policy.id))
            agents = await self._store.people.agents(learner)
            evidence = await self._store.evidence.of(agents, policy.activities)
            entry = next_entry(last, learner, policy, assess(policy, evidence))
            if entry is None:
                return False
            if await self._store.ledger.append(entry):
                return True

    async def policy(self, policy: Policy) -> int:
        """Bring every award under one policy up to date and return how many entries were written."""
        actors = await self._store.evidence.actors(policy.activities)
        learners = {await self._store.people.learner(actor) for actor in actors}
        learners.update(await self._store.ledger.learners(policy.id))
        return await self._awards((learner, policy) for learner in sorted(learners))

    async def everything(self) -> int:
        """Bring every award up to date and return how many entries were written."""
        return sum([await self.policy(policy) for policy in await self._store.policies.in_force()])

    async def _awards(self, pairs: Iterable[tuple[str, Policy]]) -> int:
        return sum([await self.award(learner, policy) for learner, policy in pairs])
