"""The facts of statements, read back as evidence for credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from itertools import product
from typing import Any

import msgspec

from lrs.credits.activities import Activities
from lrs.credits.details import NO_DETAILS, Details, details_of
from lrs.credits.evidence import Evidence
from lrs.credits.verbs import APPROVED
from lrs.credits.versions import Versions
from lrs.store.clock import WRITER_BITS, moment
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
        details = await self._details(wanted, versions.details)
        documents = [document async for document in self._collection.find(wanted, _FIELDS)]
        approvals = await self._approvals([each["_id"] for each in documents]) if versions.reviews else {}
        found: dict[str, list[Evidence]] = defaultdict(list)
        for document in documents:
            name = document["_id"]
            approved_by = frozenset(approvals.get(name, ()))
            evidence = _evidence(document, details.get(name, NO_DETAILS), approved_by)
            found[document["actor"]].append(evidence)
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
    async def subjects(self, ids: Collection[Any]) -> set[tuple[str | None, str | None]]:
        """Return actor and activity of each of these statements, and of those that they refer to in turn."""
        found: set[tuple[str | None, str | None]] = set()
        seen: set[Any] = set()
        due = set(ids)
        while due:
            seen |= due
            cursor = self._collection.find({"_id": {"$in": list(due)}}, _SUBJECT)
            documents = [document async for document in cursor]
            found |= {(document.get("actor"), document.get("activity")) for document in documents}
            due = {document["refers_to"] for document in documents if "refers_to" in document} - seen
        return found

    async def _details(self, wanted: Document, verbs: Collection[str]) -> dict[Any, Details]:
        """Return, by statement, the details of those among `wanted` that have one of these verbs."""
        if not verbs:
            return {}
        cursor = self._collection.find(wanted | {"verb": {"$in": list(verbs)}}, {"json": 1})
        return {document["_id"]: details_of(_DECODER.decode(document["json"])) async for document in cursor}

    async def _approvals(self, ids: Collection[Any]) -> dict[Any, set[str]]:
        """Return, by statement, the agent keys of those who approved of it."""
        found: dict[Any, set[str]] = defaultdict(set)
        wanted = {"refers_to": {"$in": list(ids)}, "verb": {"$in": list(APPROVED)}, "voided": False}
        async for document in self._collection.find(wanted, {"refers_to": 1, "actor": 1}):
            if "actor" in document:
                found[document["refers_to"]].add(document["actor"])
        return found


_SUBJECT = {"actor": 1, "activity": 1, "refers_to": 1}
_FIELDS = dict.fromkeys(
    (
        "actor",
        "verb",
        "activity",
        "timestamp",
        "success",
        "completion",
        "score",
        "seconds",
        "registration",
        "at",
    ),
    1,
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


def _evidence(document: Document, details: Details, approved_by: frozenset[str]) -> Evidence:
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
        stored=moment(document["at"] >> WRITER_BITS),
        approved_by=approved_by,
        numbers=details.numbers,
        filled=details.filled,
        playback=details.playback,
    )
