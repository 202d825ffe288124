"""Credit policies: every version that was ever in force, by its text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lrs.credits.policy import Policy, parse
from lrs.errors import NotFound, PolicyRefused
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb
from lrs.store.transactions import in_transaction

Document = dict[str, Any]


class Policies:
    """The credit policies of one tenant; of each, the highest version is in force."""

    def __init__(self, db: Database) -> None:
        """Keep policies in the collection `policies`."""
        self._db = db
        self._collection = db["policies"]
        self._parsed: dict[str, Policy] = {}

    @reaches_mongodb
    async def activate(self, policy: Policy, text: bytes) -> bool:
        """Put a policy, whose text is `text`, into force; False means that it is already.

        Raises PolicyRefused where this version says something else already, or a later one is in force: what
        an award was computed by never changes.
        """

        async def write(session: Session) -> bool:
            latest = await self._latest(policy.id, session)
            if latest and latest.version == policy.version and latest.hash == policy.hash:
                return False
            if latest and latest.version >= policy.version:
                raise PolicyRefused(
                    f"version {latest.version} of {policy.id} is in force: give a change the version "
                    f"{latest.version + 1}",
                    pointer="/version",
                )
            named = {"policy": policy.id, "version": policy.version, "hash": policy.hash}
            await self._collection.insert_one(named | {"text": text}, session=session)
            return True

        return await in_transaction(self._db.client, write)

    @reaches_mongodb
    async def in_force(self) -> list[Policy]:
        """Return the policies in force, by id."""
        latest = self._collection.aggregate(
            [
                {"$sort": {"policy": 1, "version": -1}},
                {"$group": {"_id": "$policy", "found": {"$first": "$$ROOT"}}},
            ]
        )
        found = [self._policy(document["found"]) async for document in latest]
        return sorted(found, key=lambda policy: policy.id)

    @reaches_mongodb
    async def get(self, policy_id: str) -> Policy:
        """Return the version in force of a policy. Raises NotFound if there is none of that id."""
        latest = await self._latest(policy_id)
        if latest is None:
            raise NotFound(f"there is no policy {policy_id}")
        return latest

    @reaches_mongodb
    async def versions(self, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Policy]:
        """Return policies by id and version, whether in force or not."""
        either = [{"policy": policy, "version": version} for policy, version in set(wanted)]
        if not either:
            return {}
        found = [self._policy(document) async for document in self._collection.find({"$or": either})]
        return {(policy.id, policy.version): policy for policy in found}

    async def _latest(self, policy_id: str, session: Session | None = None) -> Policy | None:
        found = await self._collection.find_one(
            {"policy": policy_id}, sort=[("version", -1)], session=session
        )
        return self._policy(found) if found else None

    def _policy(self, document: Document) -> Policy:
        """Parse a policy's text once: under one hash it can never say anything else."""
        if document["hash"] not in self._parsed:
            self._parsed[document["hash"]] = parse(document["text"])
        return self._parsed[document["hash"]]
