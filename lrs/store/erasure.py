"""A person who asked to be forgotten, replaced by a pseudonym wherever the deployment keeps them.

The ledger stays as it is, or nobody could verify it any more. What it says of a person of the registry is the
office's own number, which leads to nobody once the registry has forgotten them.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pymongo

from lrs.credits.retention import Held
from lrs.errors import NotFound
from lrs.store.audit import Audit
from lrs.store.closed import Closed
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.store.ledger import AwardQuery
from lrs.store.matches import tokens
from lrs.store.people import PREFIX, People
from lrs.store.retention import Retention
from lrs.xapi.agents import agent_key, from_key
from lrs.xapi.pseudonyms import pseudonymised

LONGEST: Final = 86_400.0
"""Seconds that it may take to look through all statements: no index serves the voided ones."""
_NAMING: Final = ("actor", "authority", "agents", "related_agents")

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many statements name somebody, and how many documents and goals go.

    The awards `held` rest on these statements, and their evidence has to be kept still. As many ledger
    entries as `named` are from before the registry knew the person: they name an identifier, and stay.
    """

    statements: int
    documents: int
    goals: int
    held: tuple[Held, ...]
    named: int


class Erasure:
    """Erases people of one tenant."""

    def __init__(
        self, db: Database, people: People, retention: Retention, closed: Closed, audit: Audit, home_page: str
    ) -> None:
        """Erase from `db`; pseudonyms are accounts of `home_page`."""
        self._db = db
        self._people = people
        self._retention = retention
        self._closed = closed
        self._audit = audit
        self._home_page = f"{home_page}/erased"

    async def foresee(self, person: str) -> Extent:
        """Return what erasing a person would have to do with. Raises NotFound where there is none."""
        return await self._extent(person, await self._identifiers(person))

    @reaches_mongodb
    async def carry_out(self, person: str) -> Extent:
        """Erase a person, or go on where that was cut short. Raises NotFound where there is none (any more).

        The awards stay as they are, and are not computed again: what they were judged by is gone.
        """
        keys = await self._identifiers(person)
        extent = await self._extent(person, keys)
        await self._closed.add([f"{PREFIX}{person}"], "the person was erased")
        account = {"homePage": self._home_page, "name": str(uuid.uuid4())}
        pseudonym = await self._people.disguise(person, str(agent_key({"account": account})))
        with pymongo.timeout(LONGEST):
            await self._rename(keys, pseudonym)
            await self._remove(person, keys)
        await self._people.forget(person, pseudonym)
        said = {"person": person, "pseudonym": pseudonym, "statements": extent.statements}
        await self._audit.note("a person was erased", said)
        return extent

    async def _identifiers(self, person: str) -> list[str]:
        keys = [key for key in await self._people.agents(f"{PREFIX}{person}") if not self._is_ours(key)]
        if not keys and not await self._people.remembers(person):
            raise NotFound(f"the registry does not know {PREFIX}{person}")
        return keys

    def _is_ours(self, key: str) -> bool:
        return key.startswith(f"account:{self._home_page} ")

    @reaches_mongodb
    async def _extent(self, person: str, keys: Sequence[str]) -> Extent:
        learner = f"{PREFIX}{person}"
        awards = await self._retention.awards(AwardQuery(learner=learner))
        with pymongo.timeout(LONGEST):
            return Extent(
                statements=await self._db["statements"].count_documents(_naming(keys)),
                documents=await self._db["documents"].count_documents(_about(keys)),
                goals=await self._db["goals"].count_documents(_goals(learner, keys)),
                held=tuple(award for award in awards if not award.is_over),
                named=await self._db["ledger"].count_documents({"learner": {"$in": list(keys)}}),
            )

    async def _rename(self, keys: Sequence[str], pseudonym: str) -> None:
        """Put the pseudonym into every statement; one that changes meanwhile is looked at again."""
        collection = self._db["statements"]
        while found := await collection.find(_naming(keys)).to_list(_TOGETHER):
            for document in found:
                changed = _renamed(document, keys, pseudonym)
                seen = {
                    "_id": document["_id"],
                    "tokens": document.get("tokens"),
                    "voided": document["voided"],
                }
                await collection.update_one(seen, {"$set": changed})

    async def _remove(self, person: str, keys: Sequence[str]) -> None:
        await self._db["documents"].delete_many(_about(keys))
        await self._db["goals"].delete_many(_goals(f"{PREFIX}{person}", keys))
        await self._db["postponed"].delete_many({"_id.learner": {"$in": list(keys)}})


_TOGETHER = 500


def _naming(keys: Sequence[str]) -> Document:
    return {"$or": [{field: {"$in": list(keys)}} for field in _NAMING]}


def _about(keys: Sequence[str]) -> Document:
    return {"_id.agent": {"$in": list(keys)}}


def _goals(learner: str, keys: Sequence[str]) -> Document:
    return {"learner": {"$in": [learner, *keys]}}


def _renamed(document: Document, keys: Collection[str], pseudonym: str) -> Document:
    """Return the fields of a statement's document that differ once somebody has another name in it."""
    agent = {name: value for name, value in from_key(pseudonym).items() if name != "objectType"}
    changed: Document = {
        name: _replaced(document[name], keys, pseudonym) for name in _NAMING if name in document
    }
    changed["json"] = pseudonymised(bytes(document["json"]), keys, agent)
    changed["tokens"] = [] if document["voided"] else tokens(document | changed)
    return changed


def _replaced(value: str | list[str], keys: Collection[str], pseudonym: str) -> str | list[str]:
    if isinstance(value, str):
        return pseudonym if value in keys else value
    return list(dict.fromkeys(pseudonym if each in keys else each for each in value))
