"""What is known of Activities and Verbs: descriptions that statements brought, merged when read.

Each distinct description is a document, written when a process sees it for the first time. Where there are
many of one term, the older ones are folded into one: the newest of them gets what all of them say, and of the
others only the name stays, so that none counts as new when it is sent again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from bson import Binary, Int64
from pymongo import UpdateOne

from lrs.store.clock import WRITER_BITS
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.store.seen import Seen
from lrs.xapi.definitions import Place, Term, merged, parts, terms_in
from lrs.xapi.incoming import Incoming

MANY: Final = 16
"""Descriptions of one term that are not folded yet, above which they are."""
SETTLED: Final = 60
"""Seconds after which no description comes any more that is older: it would belong before the folded ones."""
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a folded description at the most: MongoDB keeps documents of 16 MiB."""

Document = dict[str, Any]


class _New(NamedTuple):
    """What a process has not stored yet: parts of statements, and the descriptions in them, by digest."""

    parts: set[bytes]
    descriptions: dict[bytes, tuple[Term, bytes, int]]


class Definitions:
    """The descriptions of Activities and Verbs of one tenant."""

    def __init__(self, db: Database) -> None:
        """Keep descriptions in the collection `definitions`."""
        self._collection = db["definitions"]
        self._parts = Seen()
        self._descriptions = Seen()

    @reaches_mongodb
    async def learn(self, statements: Iterable[tuple[Incoming, int]]) -> None:
        """Store what committed statements describe; with each comes a key that the clock gave out for it."""
        new = self._new(statements)
        if new.descriptions:
            await self._store(new.descriptions)
        self._parts.add(new.parts)
        self._descriptions.add(new.descriptions)

    @reaches_mongodb
    async def of(self, wanted: Collection[Term]) -> dict[Term, bytes]:
        """Return the description of each of these that has one, merged of all; the newer ones are right."""
        if not wanted:
            return {}
        found: dict[Term, list[bytes]] = defaultdict(list)
        for each in sorted(await self._collection.find(_any_of(wanted)).to_list(None), key=_age):
            found[_term(each)].append(bytes(each["description"]))
        return {term: merged(descriptions) for term, descriptions in found.items()}

    def _new(self, statements: Iterable[tuple[Incoming, int]]) -> _New:
        new = _New(set(), {})
        for statement, at in statements:
            for digest, place, part in _digested(statement):
                if digest in self._parts or digest in new.parts:
                    continue
                new.parts.add(digest)
                for name, term, description in _described(place, part):
                    if name not in self._descriptions:
                        new.descriptions.setdefault(name, (term, description, at))
        return new

    async def _store(self, descriptions: Mapping[bytes, tuple[Term, bytes, int]]) -> None:
        updates = [_insertion(digest, *each) for digest, each in descriptions.items()]
        await self._collection.bulk_write(updates, ordered=False)
        newest = max(at for _, _, at in descriptions.values())
        settled = newest - (SETTLED * 1_000_000 << WRITER_BITS)
        for term in await self._many({term for term, _, _ in descriptions.values()}, settled):
            await self._fold(term, settled)

    async def _many(self, terms: Collection[Term], settled: int) -> list[Term]:
        """Return those of `terms` that have many descriptions older than `settled`."""
        stages: list[Document] = [
            {"$match": _any_of(terms, settled)},
            {"$group": {"_id": {"kind": "$kind", "iri": "$iri"}, "count": {"$sum": 1}}},
            {"$match": {"count": {"$gt": MANY}}},
        ]
        return [_term(each["_id"]) async for each in self._collection.aggregate(stages)]

    async def _fold(self, term: Term, settled: int) -> None:
        """Make one of the descriptions older than `settled`.

        Whoever reads meanwhile, or folds too, finds the same: what is folded already may be merged again.
        """
        found = sorted(await self._collection.find(_any_of([term], settled)).to_list(None), key=_age)
        description = merged([bytes(each["description"]) for each in found]) if found else b""
        if not 0 < len(description) <= LARGEST:
            return
        *older, newest = found
        last = {"_id": newest["_id"], "description": {"$exists": True}}
        updated = await self._collection.update_one(last, {"$set": {"description": Binary(description)}})
        if updated.matched_count:
            names = [each["_id"] for each in older]
            gone = dict.fromkeys(("kind", "iri", "at", "description"), "")
            await self._collection.update_many({"_id": {"$in": names}}, {"$unset": gone})


def _digested(statement: Incoming) -> Iterator[tuple[bytes, Place, bytes]]:
    for place, part in parts(statement.members):
        yield _digest(place.encode(), part), place, part


def _described(place: Place, part: bytes) -> Iterator[tuple[bytes, Term, bytes]]:
    for term, description in terms_in(place, part):
        if description:
            yield _digest(term.kind.encode(), term.iri.encode(), description), term, description


def _digest(*parts: bytes) -> bytes:
    return hashlib.sha256(b"\0".join(parts)).digest()


def _insertion(digest: bytes, term: Term, description: bytes, at: int) -> UpdateOne:
    """Return what stores a description, unless that was done already."""
    document: Document = {"kind": term.kind, "iri": term.iri, "at": Int64(at)}
    document["description"] = Binary(description)
    return UpdateOne({"_id": Binary(digest)}, {"$setOnInsert": document}, upsert=True)


def _any_of(terms: Collection[Term], before: int | None = None) -> Document:
    """Filter by what describes any of `terms`, all of it or what is older than the key `before`."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        by_kind[term.kind].append(term.iri)
    age = {} if before is None else {"at": {"$lt": before}}
    return {"$or": [{"kind": kind, "iri": {"$in": iris}} | age for kind, iris in by_kind.items()]}


def _term(document: Mapping[str, Any]) -> Term:
    return Term(document["kind"], document["iri"])


def _age(document: Document) -> tuple[int, bytes]:
    return document["at"], document["_id"]
