"""Which requirements each learner has to meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lrs.requirements.goal import Goal
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb

Document = dict[str, Any]


class Goals:
    """The goals of one tenant's learners; a learner has at most one for each requirement."""

    def __init__(self, db: Database) -> None:
        """Keep goals in the collection `goals`."""
        self._collection = db["goals"]

    @reaches_mongodb
    async def put(self, goal: Goal) -> None:
        """Add a goal, or change the learner's own first day in it."""
        start = goal.start.isoformat() if goal.start else None
        await self._collection.replace_one(_name(goal), _name(goal) | {"start": start}, upsert=True)

    @reaches_mongodb
    async def remove(self, names: Sequence[str], requirement: str) -> bool:
        """Take a goal from the learner who has all these names; False means that they did not have it."""
        goal = {"learner": {"$in": names}, "requirement": requirement}
        return (await self._collection.delete_many(goal)).deleted_count > 0

    @reaches_mongodb
    async def of(self, names: Sequence[str]) -> list[Goal]:
        """Return the goals of the learner who has all these names, by requirement; an earlier name wins."""
        cursor = self._collection.find({"learner": {"$in": names}})
        goals = [_goal(document) async for document in cursor]
        goals.sort(key=lambda goal: names.index(goal.learner), reverse=True)
        by_requirement = {goal.requirement: goal for goal in goals}
        return [by_requirement[each] for each in sorted(by_requirement)]


def _name(goal: Goal) -> Document:
    return {"learner": goal.learner, "requirement": goal.requirement}


def _goal(document: Document) -> Goal:
    start = date.fromisoformat(document["start"]) if document["start"] else None
    return Goal(document["learner"], document["requirement"], start)
