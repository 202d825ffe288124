"""The credit ledger: it only grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from lrs.credits.awards import Entry
from lrs.store.connection import Database
from lrs.store.decimals import to_decimal128
from lrs.store.faults import reaches_mongodb, streams_from_mongodb

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AwardQuery:
    """Which awards are wanted. Days are inclusive and of the moment the credit was earned, in UTC."""

    learner: str | None = None
    activity: str | None = None
    policy: str | None = None
    body: str | None = None
    earned_from: datetime | None = None
    earned_before: datetime | None = None
    after: str | None = None
    limit: int | None = None


class Ledger:
    """The award entries of one tenant."""

    def __init__(self, db: Database) -> None:
        """Keep entries in the collection `ledger`."""
        self._collection = db["ledger"]

    @reaches_mongodb
    async def append(self, entry: Entry) -> bool:
        """Write an entry and tell whether it is the next one of its award.

        Writing the same entry twice writes it once. False means that another entry has taken this place: the
        award has to be computed again from what is there now.
        """
        try:
            await self._collection.insert_one(_document(entry))
        except DuplicateKeyError:
            return await self._collection.count_documents({"_id": entry.id}) == 1
        return True

    @reaches_mongodb
    async def last(self, award_id: str) -> Entry | None:
        """Return the latest entry of an award, or None before its first."""
        found = await self._collection.find_one({"award": award_id}, sort=[("number", -1)])
        return _entry(found) if found else None

    @reaches_mongodb
    async def history(self, award_id: str) -> list[Entry]:
        """Return every entry of an award, the first one first."""
        cursor = self._collection.find({"award": award_id}).sort("number", 1)
        return [_entry(document) async for document in cursor]

    @streams_from_mongodb
    async def awards(self, query: AwardQuery) -> AsyncIterator[Entry]:
        """Yield the latest entry of every award that `query` wants, revoked ones too, by award id."""
        stages: list[Document] = [
            {"$match": _static_filter(query)},
            *_LATEST,
            {"$match": _earned(query)},
            {"$sort": {"award": 1}},
        ]
        if query.limit:
            stages.append({"$limit": query.limit})
        async for document in self._collection.aggregate(stages, allowDiskUse=True):
            yield _entry(document)

    @reaches_mongodb
    async def standing(self, policy_id: str, learners: Collection[str]) -> dict[str, list[Entry]]:
        """Return the latest entry of every award by a policy, revoked ones too, by learner."""
        wanted = {"policy.id": policy_id, "learner": {"$in": list(learners)}}
        found: dict[str, list[Entry]] = defaultdict(list)
        async for document in self._collection.aggregate([{"$match": wanted}, *_LATEST]):
            found[document["learner"]].append(_entry(document))
        return found

    @reaches_mongodb
    async def learners(self, policy_id: str) -> list[str]:
        """Return every learner who has, or had, an award by a policy."""
        learners: list[str] = await self._collection.distinct("learner", {"policy.id": policy_id})
        return learners


_LATEST: list[Document] = [
    {"$sort": {"award": 1, "number": -1}},
    {"$group": {"_id": "$award", "entry": {"$first": "$$ROOT"}}},
    {"$replaceRoot": {"newRoot": "$entry"}},
]


def _static_filter(query: AwardQuery) -> Document:
    """Filter by what never changes within an award: entries can be left out before they are grouped."""
    wanted: Document = {
        "learner": query.learner,
        "activity": query.activity,
        "policy.id": query.policy,
        "body": query.body,
        "award": {"$gt": query.after} if query.after else None,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _earned(query: AwardQuery) -> Document:
    bounds = {"$gte": query.earned_from, "$lt": query.earned_before}
    wanted = {operator: bound for operator, bound in bounds.items() if bound is not None}
    return {"earned_on": wanted} if wanted else {}


def _document(entry: Entry) -> Document:
    return {
        "_id": entry.id,
        "award": entry.award_id,
        "number": entry.number,
        "kind": entry.kind,
        "amount": to_decimal128(entry.amount),
        "earned_on": entry.earned_on,
        "learner": entry.learner,
        "policy": {"id": entry.policy_id, "version": entry.policy_version, "hash": entry.policy_hash},
        "activity": entry.activity,
        "body": entry.body,
        "credit_type": entry.credit_type,
        "part": entry.part,
        "occasion": entry.occasion,
        "report_by": entry.report_by.isoformat() if entry.report_by else None,
        "evidence": list(entry.evidence),
        "previous": entry.previous,
        "reason": entry.reason,
        "recorded": datetime.now(UTC),
    }


def _entry(document: Document) -> Entry:
    policy = document["policy"]
    return Entry(
        id=document["_id"],
        award_id=document["award"],
        number=document["number"],
        kind=document["kind"],
        amount=document["amount"].to_decimal(),
        earned_on=document["earned_on"],
        learner=document["learner"],
        policy_id=policy["id"],
        policy_version=policy["version"],
        policy_hash=policy["hash"],
        activity=document["activity"],
        body=document["body"],
        credit_type=document["credit_type"],
        part=document["part"],
        occasion=document["occasion"],
        report_by=date.fromisoformat(document["report_by"]) if document["report_by"] else None,
        evidence=tuple(document["evidence"]),
        previous=document["previous"],
        reason=document["reason"],
    )
