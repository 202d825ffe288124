"""The facts of statements, read back as evidence for credit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import Any

from lrs.credits.evidence import Evidence
from lrs.store.connection import Database
from lrs.store.decimals import from_decimal128
from lrs.store.faults import reaches_mongodb
from lrs.store.tokens import lookup


class EvidenceStore:
    """What learners have done, without what has been voided."""

    def __init__(self, db: Database) -> None:
        """Read evidence from the collection `statements`."""
        self._collection = db["statements"]

    @reaches_mongodb
    async def of(self, agents: Collection[str], activities: Collection[str]) -> list[Evidence]:
        """Return what a learner, known as any of `agents`, has done on any of `activities`."""
        pairs: Iterable[tuple[str, str]] = product(agents, activities)
        tokens = {
            token for agent, activity in pairs for token in lookup({"agent": agent, "activity": activity})
        }
        wanted = {
            "tokens": {"$in": list(tokens)},
            "actor": {"$in": list(agents)},
            "activity": {"$in": list(activities)},
            "voided": False,
        }
        cursor = self._collection.find(wanted, _FIELDS)
        return [_evidence(document) async for document in cursor]

    @reaches_mongodb
    async def actors(self, activities: Collection[str]) -> list[str]:
        """Return the agent key of everyone who did anything on any of `activities` that is not voided."""
        tokens = [token for activity in activities for token in lookup({"activity": activity})]
        wanted = {"tokens": {"$in": tokens}, "activity": {"$in": list(activities)}, "voided": False}
        actors: list[str] = await self._collection.distinct("actor", wanted)
        return actors

    @reaches_mongodb
    async def subjects(self, ids: Sequence[Any]) -> list[tuple[str | None, str | None]]:
        """Return actor and activity of each of these statements."""
        cursor = self._collection.find({"_id": {"$in": list(ids)}}, {"actor": 1, "activity": 1})
        return [(document.get("actor"), document.get("activity")) async for document in cursor]


_FIELDS = dict.fromkeys(
    ("verb", "activity", "timestamp", "success", "completion", "score", "seconds", "registration"), 1
)


def _evidence(document: dict[str, Any]) -> Evidence:
    registration = document.get("registration")
    return Evidence(
        statement_id=str(document["_id"]),
        verb=document["verb"],
        activity=document["activity"],
        timestamp=document["timestamp"],
        success=document.get("success"),
        completion=document.get("completion"),
        score_scaled=from_decimal128(document.get("score")),
        seconds=from_decimal128(document.get("seconds")),
        registration=str(registration) if registration else None,
    )
