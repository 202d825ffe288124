"""The credit ledger: it only grows, and its entries form one chain.

Each entry has a place in the whole ledger, `sequence`, and the digests of the entry before it, `behind`, and
of itself, `digest` (`lrs.credits.chain`). A document of its own says where the chain ends. It is written with
every entry, so of two transactions that would append at once, one is done again behind the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from lrs.credits.awards import Entry
from lrs.credits.chain import START, Head, link, plain
from lrs.store.connection import Database, Session
from lrs.store.decimals import to_decimal128
from lrs.store.faults import reaches_mongodb, streams_from_mongodb
from lrs.store.transactions import in_transaction

Document = dict[str, Any]

TOGETHER: Final = 500
"""Entries that are appended in one transaction."""
_HEAD: Final = {"_id": "head"}
_CHAIN: Final = ("sequence", "behind", "digest")
_OF_THE_CHAIN: Final = frozenset(("_id", *_CHAIN))


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
        """Keep entries in the collection `ledger`, and where their chain ends in `ledger_head`."""
        self._client = db.client
        self._collection = db["ledger"]
        self._heads = db["ledger_head"]

    async def append(self, entry: Entry) -> bool:
        """Write an entry and tell whether it is the next one of its award; see `append_all`."""
        return not await self.append_all([entry])

    @reaches_mongodb
    async def append_all(self, entries: Sequence[Entry]) -> list[Entry]:
        """Write entries in this order, and return those whose place another entry has taken.

        Their awards have to be computed again from what is there now. Writing the same entry twice writes it
        once. Up to `TOGETHER` entries are written all or none.
        """
        outrun: list[Entry] = []
        for start in range(0, len(entries), TOGETHER):
            outrun += await self._append(entries[start : start + TOGETHER])
        return outrun

    async def _append(self, entries: Sequence[Entry]) -> list[Entry]:
        async def write(session: Session) -> list[Entry]:
            taken = await self._taken(entries, session)
            once = dict.fromkeys(entries)
            new = [entry for entry in once if taken.setdefault(_place(entry), entry) is entry]
            if new:
                await self._extend(new, session)
            return [entry for entry in once if taken[_place(entry)].id != entry.id]

        return await in_transaction(self._client, write)

    async def _taken(self, entries: Sequence[Entry], session: Session) -> dict[tuple[str, int], Entry]:
        """Return the entries that stand in the awards of these, by their places."""
        awards = {"award": {"$in": sorted({entry.award_id for entry in entries})}}
        found = [_entry(document) async for document in self._collection.find(awards, session=session)]
        return {_place(entry): entry for entry in found}

    async def _extend(self, entries: Sequence[Entry], session: Session) -> None:
        head = await self._head(session)
        documents = list(_chained(entries, head))
        last = documents[-1]
        end = {"sequence": last["sequence"], "digest": last["digest"]}
        await self._heads.replace_one(_HEAD, end, upsert=True, session=session)
        await self._collection.insert_many(documents, session=session)

    @reaches_mongodb
    async def head(self) -> Head:
        """Return where the chain ends."""
        return await self._head()

    async def _head(self, session: Session | None = None) -> Head:
        found = await self._heads.find_one(_HEAD, session=session)
        return Head(found["sequence"], found["digest"]) if found else START

    @streams_from_mongodb
    async def links(self, until: int | None = None) -> AsyncIterator[Document]:
        """Yield every entry as a link (`lrs.credits.chain.Link`), in the order of the chain.

        Whatever stands in the ledger comes. What has no place in the chain comes first, and is no link.
        Entries whose sequence is above `until` are left out.
        """
        placed = {"sequence": {"$gt": 0}}
        async for document in self._collection.find({"$nor": [placed]}):
            yield _link(document)
        wanted = placed if until is None else {"sequence": {"$gt": 0, "$lte": until}}
        async for document in self._collection.find(wanted).sort("sequence", 1):
            yield _link(document)

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

    @streams_from_mongodb
    async def histories(self, body: str, until: int) -> AsyncIterator[list[Entry]]:
        """Yield every award of a body, by award id, as its entries whose sequence is not above `until`."""
        history: list[Entry] = []
        wanted = {"body": body, "sequence": {"$lte": until}}
        order = [("award", 1), ("number", 1)]
        cursor = self._collection.find(wanted, batch_size=TOGETHER).sort(order).allow_disk_use(True)
        while documents := await cursor.to_list(TOGETHER):
            for entry in map(_entry, documents):
                if history and history[0].award_id != entry.award_id:
                    yield history
                    history = []
                history.append(entry)
        if history:
            yield history

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


def _place(entry: Entry) -> tuple[str, int]:
    return (entry.award_id, entry.number)


def _chained(entries: Sequence[Entry], head: Head) -> Iterator[Document]:
    """Yield entries as MongoDB keeps them, each behind the one before it."""
    for document in map(_document, entries):
        here = link(head, _said(document))
        yield document | {"sequence": here.sequence, "behind": here.previous, "digest": here.digest}
        head = Head(here.sequence, here.digest)


def _said(document: Mapping[str, Any]) -> Document:
    """Return all that an entry says, whatever its fields are: the chain covers each of them."""
    kept = {name: value for name, value in document.items() if name not in _OF_THE_CHAIN}
    return {"id": document["_id"]} | kept


def _link(document: Mapping[str, Any]) -> Document:
    sequence, behind, digest = (document.get(name) for name in _CHAIN)
    return {"sequence": sequence, "previous": behind, "digest": digest, "entry": plain(_said(document))}


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
