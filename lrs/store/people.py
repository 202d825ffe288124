"""The people registry: who the agents of statements are, under their legal names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pymongo import ReplaceOne, UpdateMany

from lrs.errors import PeopleRefused
from lrs.reports.person import Person
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb
from lrs.store.transactions import in_transaction

Document = dict[str, Any]
Write = UpdateMany | ReplaceOne[Document]

PREFIX = "person:"
"""What the learner in a ledger entry begins with where the registry knows the person."""


class People:
    """The people of one tenant.

    A *learner* is `person:` and an id where the registry knows who it is, and else an agent key.
    """

    def __init__(self, db: Database) -> None:
        """Keep people in the collection `people`."""
        self._db = db
        self._collection = db["people"]

    @reaches_mongodb
    async def put(self, people: Sequence[Person]) -> int:
        """Add people or change those of the same id, all or none; return how many came or changed.

        Raises PeopleRefused if one of their identifiers belongs to somebody else, or one of them was erased.
        """

        async def write(session: Session) -> int:
            await self._refuse_taken_keys(people, session)
            before = await self._before(people, session)
            _refuse_erased(before)
            changed = [person for person in people if _known(before, person) != person]
            if changed:
                await self._collection.bulk_write(_writes(changed, before), session=session)
            return len(changed)

        return await in_transaction(self._db.client, write)

    @reaches_mongodb
    async def learner(self, agent: str) -> str:
        """Return the learner that an agent key belongs to."""
        found = await self._collection.find_one({"keys": agent}, {"_id": 1})
        return f"{PREFIX}{found['_id']}" if found else agent

    @reaches_mongodb
    async def learners(self, agents: Collection[str]) -> dict[str, str]:
        """Return, by agent key, the learner that each of `agents` belongs to."""
        cursor = self._collection.find({"keys": {"$in": list(agents)}}, {"keys": 1})
        owners = {key: f"{PREFIX}{each['_id']}" async for each in cursor for key in each["keys"]}
        return {agent: owners.get(agent, agent) for agent in agents}

    @reaches_mongodb
    async def agents(self, learner: str) -> list[str]:
        """Return the agent keys whose statements are a learner's own.

        An agent key that belongs to a person is no learner any more: it has none.
        """
        if not learner.startswith(PREFIX):
            return [learner] if await self.learner(learner) == learner else []
        found = await self._collection.find_one({"_id": learner.removeprefix(PREFIX)}, {"keys": 1})
        return list(found.get("keys", ())) if found else []

    @reaches_mongodb
    async def of(self, learners: Collection[str]) -> dict[str, Person]:
        """Return the people among `learners`, by learner."""
        ids = [learner.removeprefix(PREFIX) for learner in learners if learner.startswith(PREFIX)]
        cursor = self._collection.find({"_id": {"$in": ids}})
        return {f"{PREFIX}{document['_id']}": _person(document) async for document in cursor}

    @reaches_mongodb
    async def remembers(self, person: str) -> bool:
        """Tell whether the registry knows a person of this id who was not erased."""
        return await self._collection.count_documents({"_id": person, "erased": None}) == 1

    @reaches_mongodb
    async def disguise(self, person: str, pseudonym: str) -> str:
        """Give a person an agent key that says nothing, beside the others; return the one that they have.

        That is an earlier one where there is one.
        """
        name = {"$set": {"pseudonym": pseudonym}, "$push": {"keys": pseudonym}}
        await self._collection.update_one({"_id": person, "pseudonym": None}, name)
        found = await self._collection.find_one({"_id": person}, {"pseudonym": 1})
        return str(found["pseudonym"]) if found else pseudonym

    @reaches_mongodb
    async def forget(self, person: str, pseudonym: str) -> None:
        """Leave of a person nothing but the id and the pseudonym."""
        nobody = _document(Person(id=person, given_name="", family_name="", keys=(pseudonym,)), None)
        erased = {"pseudonym": pseudonym, "erased": datetime.now(UTC)}
        await self._collection.replace_one({"_id": person}, nobody | erased)

    async def _before(self, people: Sequence[Person], session: Session) -> dict[str, Document]:
        ids = [person.id for person in people]
        cursor = self._collection.find({"_id": {"$in": ids}}, session=session)
        return {document["_id"]: document async for document in cursor}

    async def _refuse_taken_keys(self, people: Sequence[Person], session: Session) -> None:
        """Refuse what no order of writing makes right: the index would refuse it too, but not say whose."""
        ids = {person.id for person in people}
        keys = [key for person in people for key in person.keys]
        others = {"keys": {"$in": keys}, "_id": {"$nin": sorted(ids)}}
        taken = await self._collection.find_one(others, session=session)
        if taken:
            [key, *_] = set(taken["keys"]) & set(keys)
            raise PeopleRefused(f"{key} is already an identifier of the person {taken['_id']}")


def _refuse_erased(before: dict[str, Document]) -> None:
    for person, document in before.items():
        if "pseudonym" in document:
            raise PeopleRefused(f"the person {person} was erased: leave them out")


def _writes(people: Sequence[Person], before: dict[str, Document]) -> list[Write]:
    """Return what writes `people`: identifiers go before they come, since one may move from one to another.

    Each of them is replaced by something else than there was, or the change stream would not tell of it.
    """
    ordered = sorted(people, key=lambda person: bool(person.keys))
    documents = [_document(person, before.get(person.id)) for person in ordered]
    identified = [document["_id"] for document in documents if "keys" in document]
    return [
        UpdateMany({"_id": {"$in": identified}}, {"$unset": {"keys": ""}}),
        *(ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents),
    ]


def _document(person: Person, before: Document | None) -> Document:
    """Return a person as kept; `keys` is left out where there is none, which its unique index needs."""
    fields = asdict(person)
    past = set(before["past_keys"] if before else ()) | set(person.keys)
    document = {"_id": fields.pop("id")} | fields | {"past_keys": sorted(past), "keys": list(person.keys)}
    if not person.keys:
        del document["keys"]
    return document


_NOT_SAID = frozenset(("_id", "keys", "past_keys", "pseudonym", "erased"))


def _known(before: dict[str, Document], person: Person) -> Person | None:
    return _person(before[person.id]) if person.id in before else None


def _person(document: Document) -> Person:
    fields = {name: value for name, value in document.items() if name not in _NOT_SAID}
    return Person(id=document["_id"], keys=tuple(document.get("keys", ())), **fields)
