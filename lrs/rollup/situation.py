"""All that a learner's awards under a policy depend on, as it is now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace

from lrs.credits.evidence import Evidence
from lrs.credits.learner import UNKNOWN, Learner
from lrs.credits.versions import Versions
from lrs.reports.person import Person
from lrs.store.store import Store


@dataclass(frozen=True, slots=True)
class Situation:
    """What a learner has done, under whatever name, and what the registry knows of them."""

    evidence: list[Evidence]
    learner: Learner


class Situations:
    """The situations of one tenant's learners."""

    def __init__(self, store: Store) -> None:
        """Gather from `store`."""
        self._store = store

    async def of(self, versions: Versions, learners: Collection[str]) -> dict[str, Situation]:
        """Return the situation of each of `learners` as far as a policy, in any version, looks at it."""
        people = await self._store.people.of(learners)
        # An agent that belongs to a person is no learner any more: nothing is its own.
        owners = await self._store.people.learners([each for each in learners if each not in people])
        agents = {agent: agent for agent, owner in owners.items() if agent == owner}
        agents |= {key: learner for learner, person in people.items() for key in person.keys}
        found: dict[str, list[Evidence]] = {learner: [] for learner in learners}
        for agent, evidence in (await self._store.evidence.of(list(agents), versions)).items():
            learner = agents[agent]
            found[learner] += [_by_others(item, agents, learner) for item in evidence]
        return {each: Situation(found[each], _learner(people.get(each))) for each in learners}


def _by_others(item: Evidence, agents: Mapping[str, str], learner: str) -> Evidence:
    """Return the evidence with the approvals of others than the learner, under whatever name."""
    if not item.approved_by:
        return item
    return replace(item, approved_by=frozenset(by for by in item.approved_by if agents.get(by) != learner))


def _learner(person: Person | None) -> Learner:
    if person is None:
        return UNKNOWN
    known = frozenset(name for name, value in asdict(person).items() if value)
    return Learner(person.profession, known)
