"""Credit policies: every version that was ever in force, by its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from lrs.credits.policy import Policy, parse
from lrs.credits.versions import Versions
from lrs.errors import NotFound, PolicyRefused
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb
from lrs.store.transactions import in_transaction

Document = dict[str, Any]


class Policies:
    """The credit policies of one tenant; of each, all versions are kept."""

    def __init__(self, db: Database) -> None:
        """Keep policies in the collection `policies`."""
        self._db = db
        self._collection = db["policies"]
        self._parsed: dict[str, Policy] = {}
        self._versions: dict[tuple[str, ...], Versions] = {}

    @reaches_mongodb
    async def activate(self, policy: Policy, text: bytes) -> bool:
        """Put a policy, whose text is `text`, into force; False means that it is already.

        Raises PolicyRefused where this version says something else already, or a later one is in force: what
        an award was computed by never changes.
        """

        async def write(session: Session) -> bool:
            latest = await self._latest(policy.id, session)
            if latest and _is_known(policy, self._policy(latest)):
                return False
            named = {"policy": policy.id, "version": policy.version, "hash": policy.hash}
            await self._collection.insert_one(named | {"text": text}, session=session)
            return True

        return await in_transaction(self._db.client, write)

    @reaches_mongodb
    async def proposed(self, policy: Policy) -> Versions:
        """Return what there would be if a policy were put into force. Raises as `activate` does."""
        latest = await self._latest(policy.id)
        if latest is None:
            return Versions.of([policy])
        there = (await self.get(policy.id)).policies
        return Versions.of(there if _is_known(policy, self._policy(latest)) else (policy, *there))

    async def in_force(self) -> list[Policy]:
        """Return the latest version of each policy that is not retired, by id."""
        return [versions.latest for versions in await self.all() if not versions.latest.retired]

    @reaches_mongodb
    async def all(self) -> list[Versions]:
        """Return all policies with all their versions, by id."""
        found: dict[str, list[str]] = defaultdict(list)
        async for document in self._collection.find({}, {"policy": 1, "hash": 1}).sort("version", 1):
            found[document["policy"]].append(document["hash"])
        await self._learn({hash_ for hashes in found.values() for hash_ in hashes} - self._parsed.keys())
        return [self._together(tuple(found[name])) for name in sorted(found)]

    @reaches_mongodb
    async def get(self, policy_id: str) -> Versions:
        """Return all versions of a policy. Raises NotFound if there is none of that id."""
        found = [self._policy(each) async for each in self._collection.find({"policy": policy_id})]
        if not found:
            raise NotFound(f"there is no policy {policy_id}")
        return Versions.of(found)

    @reaches_mongodb
    async def text(self, policy_id: str, version: int | None = None) -> bytes:
        """Return the text of a version of a policy, by default its latest. Raises NotFound."""
        found = await self._collection.find_one(
            {"policy": policy_id} | ({"version": version} if version else {}), sort=[("version", -1)]
        )
        if found is None:
            raise NotFound(f"there is no {f'version {version} of ' if version else 'policy '}{policy_id}")
        return bytes(found["text"])

    @reaches_mongodb
    async def versions(self, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Policy]:
        """Return policies by id and version, whether in force or not."""
        either = [{"policy": policy, "version": version} for policy, version in set(wanted)]
        if not either:
            return {}
        found = [self._policy(document) async for document in self._collection.find({"$or": either})]
        return {(policy.id, policy.version): policy for policy in found}

    async def _latest(self, policy_id: str, session: Session | None = None) -> Document | None:
        found: Document | None = await self._collection.find_one(
            {"policy": policy_id}, sort=[("version", -1)], session=session
        )
        return found

    async def _learn(self, hashes: set[str]) -> None:
        if hashes:
            async for document in self._collection.find({"hash": {"$in": list(hashes)}}):
                self._policy(document)

    def _together(self, hashes: tuple[str, ...]) -> Versions:
        if hashes not in self._versions:
            self._versions[hashes] = Versions.of(self._parsed[each] for each in hashes)
        return self._versions[hashes]

    def _policy(self, document: Document) -> Policy:
        """Parse a policy's text once: under one hash it can never say anything else."""
        if document["hash"] not in self._parsed:
            self._parsed[document["hash"]] = parse(document["text"])
        return self._parsed[document["hash"]]


def _is_known(policy: Policy, latest: Policy) -> bool:
    """Tell whether a policy is the latest version. Raises PolicyRefused where it may not follow that one."""
    if latest.version == policy.version and latest.hash == policy.hash:
        return True
    if latest.version >= policy.version:
        raise PolicyRefused(
            f"version {latest.version} of {policy.id} is in force: give a change the version "
            f"{latest.version + 1}",
            pointer="/version",
        )
    return False
