"""What is known of Activities and Verbs: all descriptions that statements brought, merged when read."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from bson import Binary, Int64
from pymongo import UpdateOne

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.xapi.definitions import Term, merged, terms
from lrs.xapi.incoming import Incoming

REMEMBERED = 100_000
"""Descriptions that a process remembers to have stored; when there are more, it begins anew."""


class Definitions:
    """The descriptions of Activities and Verbs of one tenant.

    Each distinct one has a document of its own, written when a process sees it for the first time.
    """

    def __init__(self, db: Database) -> None:
        """Keep descriptions in the collection `definitions`."""
        self._collection = db["definitions"]
        self._stored: set[bytes] = set()

    @reaches_mongodb
    async def learn(self, statements: Iterable[tuple[Incoming, int]]) -> None:
        """Store what committed statements describe; with each comes a key that the clock gave out for it."""
        found = {
            digest: (term, description, at)
            for statement, at in statements
            for term, description in terms(statement.members)
            if description and (digest := _digest(term, description)) not in self._stored
        }
        if found:
            updates = [_insertion(digest, *each) for digest, each in found.items()]
            await self._collection.bulk_write(updates, ordered=False)
            self._remember(found.keys())

    @reaches_mongodb
    async def of(self, wanted: Collection[Term]) -> dict[Term, bytes]:
        """Return the description of each of these that has one, merged of all; the newer ones are right."""
        by_kind: dict[str, set[str]] = defaultdict(set)
        for term in wanted:
            by_kind[term.kind].add(term.iri)
        either = [{"kind": kind, "iri": {"$in": list(iris)}} for kind, iris in by_kind.items()]
        if not either:
            return {}
        found: dict[Term, list[bytes]] = defaultdict(list)
        async for each in self._collection.find({"$or": either}).sort([("at", 1), ("_id", 1)]):
            found[Term(each["kind"], each["iri"])].append(bytes(each["description"]))
        return {term: merged(descriptions) for term, descriptions in found.items()}

    def _remember(self, digests: Collection[bytes]) -> None:
        if len(self._stored) + len(digests) > REMEMBERED:
            self._stored.clear()
        self._stored.update(digests)


def _digest(term: Term, description: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((term.kind.encode(), term.iri.encode(), description))).digest()


def _insertion(digest: bytes, term: Term, description: bytes, at: int) -> UpdateOne:
    """Return what stores a description, unless another process has done so."""
    document: dict[str, Any] = {"kind": term.kind, "iri": term.iri, "at": Int64(at)}
    document["description"] = Binary(description)
    return UpdateOne({"_id": Binary(digest)}, {"$setOnInsert": document}, upsert=True)
