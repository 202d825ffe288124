"""What a learner has, needs and could do, gathered from the ledger, the policies and the requirements."""

from __future__ import annotations

from datetime import date

from lrs.errors import InvalidRequest, NotFound
from lrs.requirements.earned import Earned, earned
from lrs.requirements.goal import Goal
from lrs.requirements.offer import offer
from lrs.requirements.progress import Progress, progress
from lrs.requirements.requirement import Requirement
from lrs.requirements.suggestions import Suggestion, suggest
from lrs.store.goals import Goals
from lrs.store.ledger import AwardQuery, Ledger
from lrs.store.people import PREFIX, People
from lrs.store.policies import Policies
from lrs.store.requirements import Requirements
from lrs.xapi.agents import from_key


class Learners:
    """The learners of one tenant."""

    def __init__(
        self, ledger: Ledger, people: People, policies: Policies, requirements: Requirements, goals: Goals
    ) -> None:
        """Gather from these."""
        self._ledger = ledger
        self._people = people
        self._policies = policies
        self._requirements = requirements
        self._goals = goals

    async def find(self, name: str) -> str:
        """Return the learner whom `person:` and an id, or an agent key, names.

        Any agent may be a learner. Raises NotFound for a person whom the registry does not know, and
        InvalidRequest for what is neither.
        """
        if not name.startswith(PREFIX):
            _check_agent_key(name)
            return await self._people.learner(name)
        if not await self._people.of([name]):
            raise NotFound(f"the registry does not know {name}")
        return name

    async def transcript(self, learner: str) -> list[Earned]:
        """Return the awards of a learner that stand, in the order in which they were earned."""
        entries = [entry async for entry in self._ledger.awards(AwardQuery(learner=learner))]
        policies = await self._policies.versions((entry.policy_id, entry.policy_version) for entry in entries)
        found = (earned(entry, policies[entry.policy_id, entry.policy_version]) for entry in entries)
        return sorted((award for award in found if award), key=lambda award: (award.day, award.award))

    async def assign(self, goal: Goal) -> None:
        """Have a learner meet a requirement.

        Raises NotFound where there is no such learner or requirement, and InvalidRequest where the learner's
        first day is missing, or means nothing because all learners have the same cycles.
        """
        learner = await self.find(goal.learner)
        requirement = await self._requirements.get(goal.requirement)
        if requirement.cycle.begins == "own" and goal.start is None:
            raise InvalidRequest(
                f"the cycles of {requirement.id} begin with each learner: name the first day", pointer="start"
            )
        if requirement.cycle.begins != "own" and goal.start is not None:
            raise InvalidRequest(f"the cycles of {requirement.id} begin for all on one day", pointer="start")
        await self._goals.put(Goal(learner, requirement.id, goal.start))

    async def unassign(self, name: str, requirement: str) -> None:
        """Take a requirement from a learner. Raises NotFound where the learner does not have it."""
        learner = await self.find(name)
        if not await self._goals.remove(await self._names(learner), requirement):
            raise NotFound(f"{learner} does not have the requirement {requirement}")

    async def progress(self, learner: str, on: date, requirement: str | None = None) -> list[Progress]:
        """Return how far a learner is on a day, in one requirement or in each that they have, by id.

        Raises NotFound for an unknown requirement, and InvalidRequest for one that begins with each learner
        and which this one does not have.
        """
        awards = await self.transcript(learner)
        goals = await self._wanted(learner, requirement)
        return [progress(wanted, awards, on, goal.start) for wanted, goal in goals]

    async def suggestions(
        self, learner: str, on: date, requirement: str | None = None
    ) -> list[tuple[Progress, list[Suggestion]]]:
        """Return what `progress` does, each with the activities in force that would fill what is missing."""
        awards = await self.transcript(learner)
        registered = (await self._people.of([learner])).get(learner)
        profession = registered.profession if registered else None
        offers = [offer(policy, profession) for policy in await self._policies.in_force()]
        found = []
        for wanted, goal in await self._wanted(learner, requirement):
            reached = progress(wanted, awards, on, goal.start)
            found.append((reached, suggest(reached, awards, offers)))
        return found

    async def _wanted(self, learner: str, requirement: str | None) -> list[tuple[Requirement, Goal]]:
        goals = await self._goals.of(await self._names(learner))
        if requirement is not None:
            goals = [goal for goal in goals if goal.requirement == requirement] or [
                Goal(learner, requirement)
            ]
        return [(await self._begun(goal), goal) for goal in goals]

    async def _begun(self, goal: Goal) -> Requirement:
        requirement = await self._requirements.get(goal.requirement)
        if requirement.cycle.begins == "own" and goal.start is None:
            raise InvalidRequest(
                f"the cycles of {requirement.id} begin with each learner: assign it with a first day",
                pointer="requirement",
            )
        return requirement

    async def _names(self, learner: str) -> list[str]:
        """Return the learner and the agents whose goals are theirs, from before the registry knew them."""
        return [learner, *await self._people.agents(learner)]


def _check_agent_key(name: str) -> None:
    try:
        from_key(name)
    except ValueError:
        raise InvalidRequest(
            "a learner is named by person: and an id, or by an agent key", pointer="learner"
        ) from None
