"""Statements that refer to others match what those match (xAPI 1.0.3 Communication 2.1.3).

What a filter looks for stands in each statement's document: its own values, and those of the chain of
statements that it refers to. A query then follows no references; what is committed does, once.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.store.matches import FURTHER, OWN, matched, tokens
from lrs.xapi.facts import VOIDED

Document = dict[str, Any]

GATHERED = 1_000
"""References that are settled together at the most."""
_NO_ROOM = frozenset({10334, 17419})
"""MongoDB's error codes for a document that would be larger than 16 MiB."""

log = logging.getLogger(__name__)


class References:
    """The references between the statements of one tenant."""

    def __init__(self, db: Database) -> None:
        """Settle the references of the collection `statements`."""
        self._collection = db["statements"]

    @reaches_mongodb
    async def settle(self, stored: Mapping[uuid.UUID, uuid.UUID | None]) -> None:
        """Do what is due since these were committed: void, and have references match what they refer to.

        `stored` gives for each statement the one that it refers to, or None. Statements and those that refer
        to them may have come in any order, and in circles. Values are only ever added, and wherever some are,
        whatever refers there is looked at too: so this may run at the same time as others, after having been
        cut short, and again, when it changes nothing.
        """
        referring = [statement for statement, target in stored.items() if target]
        due = await self._find({"$or": [{"refers_to": {"$in": list(stored)}}, {"_id": {"$in": referring}}]})
        await self._void(due)
        seen: set[uuid.UUID] = set()
        while due:
            grown = await self._take_over(due)
            found = {document["_id"] for document in due}
            due = await self._find({"refers_to": {"$in": list(grown | found - seen)}})
            seen |= found

    @reaches_mongodb
    async def settle_all(self) -> None:
        """Settle every reference there is."""
        cursor = self._collection.find({"refers_to": {"$exists": True}}, {"refers_to": 1})
        while some := await cursor.to_list(GATHERED):
            await self.settle({document["_id"]: document["refers_to"] for document in some})

    async def _void(self, referring: Collection[Document]) -> None:
        """Mark what these void, so that no look-up comes across it any more.

        A voiding statement cannot itself be voided (Data 2.3.2).
        """
        voided = [document["refers_to"] for document in referring if document["verb"] == VOIDED]
        if voided:
            await self._collection.update_many(
                {"_id": {"$in": voided}, "verb": {"$ne": VOIDED}}, {"$set": {"voided": True, "tokens": []}}
            )

    async def _take_over(self, referring: Collection[Document]) -> set[uuid.UUID]:
        """Give these statements what their targets match; return those that match more than before."""
        ids = {document["refers_to"] for document in referring}
        targets = {target["_id"]: target for target in await self._find({"_id": {"$in": list(ids)}})}
        additions = {
            document["_id"]: _addition(document, missing)
            for document in referring
            if document["refers_to"] in targets
            and (missing := _missing(document, targets[document["refers_to"]]))
        }
        return await self._add(additions) if additions else set()

    async def _add(self, additions: Mapping[uuid.UUID, UpdateOne]) -> set[uuid.UUID]:
        """Add to the arrays of statements, and return those that had room for it."""
        ids = list(additions)
        try:
            await self._collection.bulk_write(list(additions.values()), ordered=False)
        except BulkWriteError as error:
            failures = (error.details or {}).get("writeErrors", ())
            if not failures or any(each["code"] not in _NO_ROOM for each in failures):
                raise
            full = {ids[each["index"]] for each in failures}
            log.warning("these statements have no room for what they refer to: %s", sorted(map(str, full)))
            return set(ids) - full
        return set(ids)

    async def _find(self, wanted: Document) -> list[Document]:
        return await self._collection.find(wanted, _READ).to_list(None)


_READ = dict.fromkeys(("refers_to", *OWN.values(), *FURTHER.values()), 1)


def _missing(document: Document, target: Document) -> dict[str, list[Any]]:
    """Return what `target` matches and `document` does not yet, by array."""
    known = {kind: set(matched(document, kind)) for kind in FURTHER}
    found = {kind: matched(target, kind) for kind in FURTHER}
    found["related agent"].append(target["authority"])
    missing = {kind: [each for each in found[kind] if each not in known[kind]] for kind in FURTHER}
    return {FURTHER[kind]: values for kind, values in missing.items() if values}


def _addition(document: Document, missing: Mapping[str, list[Any]]) -> UpdateOne:
    """Return what adds to the arrays of a statement what they miss, and the tokens of all that it has then.

    If somebody adds to it at the same time, they have read an earlier or a later state of the same target:
    whoever read the later one adds the tokens of both. What is voided meanwhile stays without any.
    """
    grown = document | {name: document.get(name, []) + values for name, values in missing.items()}
    added: Document = {name: _with(name, values) for name, values in missing.items()}
    added["tokens"] = {"$cond": ["$voided", [], _with("tokens", tokens(grown))]}
    return UpdateOne({"_id": document["_id"]}, [{"$set": added}])


def _with(array: str, values: list[Any]) -> Document:
    """Return an array of the document that is updated, with `values` among what it has."""
    return {"$setUnion": [{"$ifNull": [f"${array}", []]}, {"$literal": values}]}
