"""Credit requirements: every version that was ever in force, by its text."""

from __future__ import annotations

from typing import Any

from lrs.errors import NotFound, PolicyRefused
from lrs.requirements.requirement import Requirement, parse
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb
from lrs.store.transactions import in_transaction

Document = dict[str, Any]


class Requirements:
    """The credit requirements of one tenant; of each, the highest version is in force."""

    def __init__(self, db: Database) -> None:
        """Keep requirements in the collection `requirements`."""
        self._db = db
        self._collection = db["requirements"]
        self._parsed: dict[str, Requirement] = {}

    @reaches_mongodb
    async def activate(self, requirement: Requirement, text: bytes) -> bool:
        """Put a requirement, whose text is `text`, into force; False means that it is already.

        Raises PolicyRefused where this version says something else already, or a later one is in force.
        """

        async def write(session: Session) -> bool:
            latest = await self._latest(requirement.id, session)
            if latest and (latest.version, latest.hash) == (requirement.version, requirement.hash):
                return False
            if latest and latest.version >= requirement.version:
                raise PolicyRefused(
                    f"version {latest.version} of {requirement.id} is in force: give a change the version "
                    f"{latest.version + 1}",
                    pointer="/version",
                )
            named = {
                "requirement": requirement.id,
                "version": requirement.version,
                "hash": requirement.hash,
            }
            await self._collection.insert_one(named | {"text": text}, session=session)
            return True

        return await in_transaction(self._db.client, write)

    @reaches_mongodb
    async def in_force(self) -> list[Requirement]:
        """Return the requirements in force, by id."""
        latest = self._collection.aggregate(
            [
                {"$sort": {"requirement": 1, "version": -1}},
                {"$group": {"_id": "$requirement", "found": {"$first": "$$ROOT"}}},
                {"$sort": {"_id": 1}},
            ]
        )
        return [self._requirement(document["found"]) async for document in latest]

    @reaches_mongodb
    async def get(self, requirement_id: str) -> Requirement:
        """Return the version in force of a requirement. Raises NotFound if there is none of that id."""
        latest = await self._latest(requirement_id)
        if latest is None:
            raise NotFound(f"there is no requirement {requirement_id}")
        return latest

    async def _latest(self, requirement_id: str, session: Session | None = None) -> Requirement | None:
        found = await self._collection.find_one(
            {"requirement": requirement_id}, sort=[("version", -1)], session=session
        )
        return self._requirement(found) if found else None

    def _requirement(self, document: Document) -> Requirement:
        """Parse a requirement's text once: under one hash it can never say anything else."""
        if document["hash"] not in self._parsed:
            self._parsed[document["hash"]] = parse(document["text"])
        return self._parsed[document["hash"]]
