"""The facts of statements, read back as evidence for credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import msgspec

from lrs.credits.activities import Activities
from lrs.credits.evidence import Evidence
from lrs.credits.versions import Versions
from lrs.store.connection import Database
from lrs.store.decimals import from_decimal128
from lrs.store.faults import reaches_mongodb
from lrs.store.tokens import lookup

Document = dict[str, Any]

PAIRS = 5_000
"""Pairs of agents and activities that are looked up one by one; more are found by their agents."""


class EvidenceStore:
    """What learners have done, without what has been voided."""

    def __init__(self, db: Database) -> None:
        """Read evidence from the collection `statements`."""
        self._collection = db["statements"]

    @reaches_mongodb
    async def of(self, agents: Collection[str], versions: Versions) -> dict[str, list[Evidence]]:
        """Return, by agent, what each of `agents` has done that a policy looks at."""
        wanted = {
            "tokens": {"$in": _tokens(agents, versions.scope)},
            "actor": {"$in": list(agents)},
            "voided": False,
            **_about(versions.scope),
        }
        numbers = await self._numbers(wanted, versions.claims)
        found: dict[str, list[Evidence]] = defaultdict(list)
        async for document in self._collection.find(wanted, _FIELDS):
            found[document["actor"]].append(_evidence(document, numbers))
        return found

    @reaches_mongodb
    async def actors(self, activities: Activities) -> list[str]:
        """Return the agent key of everyone who did anything on any of `activities` that is not voided.

        A pattern among them has all statements looked through.
        """
        wanted: Document = {"voided": False, "actor": {"$exists": True}, **_about(activities)}
        if not activities.patterns:
            tokens = [token for iri in activities.iris for token in lookup({"activity": iri})]
            wanted["tokens"] = {"$in": tokens}
        actors: list[str] = await self._collection.distinct("actor", wanted)
        return actors

    @reaches_mongodb
    async def subjects(self, ids: Sequence[Any]) -> list[tuple[str | None, str | None]]:
        """Return actor and activity of each of these statements."""
        cursor = self._collection.find({"_id": {"$in": list(ids)}}, {"actor": 1, "activity": 1})
        return [(document.get("actor"), document.get("activity")) async for document in cursor]

    async def _numbers(self, wanted: Document, verbs: Collection[str]) -> dict[Any, dict[str, Decimal]]:
        """Return, by statement, the numbers in the results of those among `wanted` that claim credit."""
        if not verbs:
            return {}
        cursor = self._collection.find(wanted | {"verb": {"$in": list(verbs)}}, {"json": 1})
        return {document["_id"]: _numbers_in(document["json"]) async for document in cursor}


_FIELDS = dict.fromkeys(
    ("actor", "verb", "activity", "timestamp", "success", "completion", "score", "seconds", "registration"), 1
)
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def _tokens(agents: Collection[str], activities: Activities) -> list[int]:
    """Return tokens of which every statement of these agents about these activities has one or another."""
    if activities.patterns or len(agents) * len(activities.iris) > PAIRS:
        return [token for agent in agents for token in lookup({"agent": agent})]
    pairs = product(agents, activities.iris)
    return [token for agent, iri in pairs for token in lookup({"agent": agent, "activity": iri})]


def _about(activities: Activities) -> Document:
    """Return the filter for statements about these activities, or about more where there are patterns."""
    either: list[Document] = [
        {"activity": {"$gte": prefix, "$lt": prefix + chr(0x10FFFF)}} for prefix in activities.prefixes
    ]
    return {"$or": [{"activity": {"$in": list(activities.iris)}}, *either]}


def _numbers_in(json: bytes) -> dict[str, Decimal]:
    result = _DECODER.decode(json).get("result", {})
    found: Mapping[str, Any] = result.get("extensions", {}) | {
        "score.raw": result.get("score", {}).get("raw")
    }
    return {name: Decimal(value) for name, value in found.items() if _is_number(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _evidence(document: Document, numbers: Mapping[Any, Mapping[str, Decimal]]) -> Evidence:
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
        numbers=numbers.get(document["_id"], {}),
    )
