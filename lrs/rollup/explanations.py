"""Why a learner has the credit that they have, or none: computed afresh, and compared with the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lrs.credits.assessment import Assessment
from lrs.credits.awards import Entry, award_id, differences
from lrs.credits.equivalents import equivalents
from lrs.credits.policy import Policy
from lrs.credits.versions import Versions
from lrs.errors import NotFound
from lrs.rollup.situation import Situations
from lrs.store.store import Store


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a learner's evidence comes to in one slot of a policy.

    `policy` is the version that says so. `stands` is the latest ledger entry, None where there is none, and
    `differences` says in which respects it is not what was computed now. `equivalents` is what the amount is
    worth as other credits, by their names.
    """

    learner: str
    policy: Policy
    assessment: Assessment
    stands: Entry | None
    differences: tuple[str, ...]
    equivalents: dict[str, Decimal]

    @property
    def award_id(self) -> str:
        """The id of the award that this is, or would be."""
        return award_id(self.learner, self.policy.id, self.assessment.slot)


class Explanations:
    """Explains the awards of one tenant."""

    def __init__(self, store: Store) -> None:
        """Read from `store`."""
        self._store = store
        self._situations = Situations(store)

    async def of(self, learner: str, policy_id: str) -> list[Explanation]:
        """Return an explanation for each slot of a policy, by the version that judges it.

        Raises NotFound where there is no such policy.
        """
        versions = await self._store.policies.get(policy_id)
        standing = (await self._store.ledger.standing(policy_id, [learner])).get(learner, [])
        return await self._explained(learner, versions, standing)

    async def award(self, award: str) -> Explanation:
        """Return the explanation of an award, by the version that its latest entry names.

        Raises NotFound where there is no such award.
        """
        entry = await self._store.ledger.last(award)
        if entry is None:
            raise NotFound("there is no such award")
        name = (entry.policy_id, entry.policy_version)
        versions = Versions.of([(await self._store.policies.versions([name]))[name]])
        found = await self._explained(entry.learner, versions, [entry])
        return next(each for each in found if each.assessment.slot == entry.slot)

    async def _explained(self, learner: str, versions: Versions, standing: list[Entry]) -> list[Explanation]:
        situation = (await self._situations.of(versions, [learner]))[learner]
        current = {entry.slot: entry for entry in standing}
        judged = versions.judge(situation.evidence, situation.learner, current)
        found = [
            _explanation(learner, each.policy, each.assessment, current.get(slot))
            for slot, each in judged.items()
        ]
        closed = await self._store.closed.among([learner, *(each.award_id for each in found)])
        return [_with_reason(each, closed) for each in found]


def _explanation(learner: str, policy: Policy, assessment: Assessment, stands: Entry | None) -> Explanation:
    if stands:
        differ = differences(stands, policy, assessment)
    else:
        differ = [f"no entry says so yet: {assessment.amount} credits"] if assessment.amount else []
    return Explanation(learner, policy, assessment, stands, tuple(differ), equivalents(policy, assessment))


def _with_reason(explanation: Explanation, closed: Mapping[str, str]) -> Explanation:
    """Return an explanation that says why the ledger will go on to differ, where it does."""
    why = closed.get(explanation.learner) or closed.get(explanation.award_id)
    if not why or not explanation.differences:
        return explanation
    return replace(explanation, differences=(*explanation.differences, f"this stays so, since {why}"))
