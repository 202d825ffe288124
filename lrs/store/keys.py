"""Credentials: who may do what, kept so that reading the database yields no secret."""

from __future__ import annotations

import asyncio
import secrets
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lrs.errors import NotFound
from lrs.secret import Secret
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.xapi.agents import agent_key

FRESH = 0.25
"""Seconds for which a credential that was read counts as it was; revoking one waits for that to pass."""
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Key:
    """A credential without its secret: what it is called, what it may do, and until when."""

    key: str
    name: str
    scopes: frozenset[str]
    home_page: str
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None

    @property
    def authority(self) -> dict[str, Any]:
        """Return the agent that vouches for what this key stores (xAPI 1.0.3 Data 2.4.9)."""
        account = {"homePage": self.home_page, "name": self.key}
        return {"objectType": "Agent", "name": self.name, "account": account}

    @property
    def authority_key(self) -> str:
        """Return the agent key of the authority."""
        key = agent_key(self.authority)
        if key is None:
            raise AssertionError("a key's authority is always identified by its account")
        return key

    def valid_at(self, moment: datetime) -> bool:
        """Tell whether the key opens anything at `moment`."""
        return self.revoked is None and (self.expires is None or moment < self.expires)


class Keys:
    """The credentials of one tenant."""

    def __init__(self, db: Database, secret: Secret, home_page: str) -> None:
        """Keep credentials in the collection `keys`, hashed with `secret`, as accounts of `home_page`."""
        self._collection = db["keys"]
        self._secret = secret
        self._home_page = home_page
        self._readings: dict[str, _Reading] = {}

    @reaches_mongodb
    async def create(
        self, name: str, scopes: Sequence[str], expires: datetime | None = None
    ) -> tuple[Key, str]:
        """Make a credential and return it with its secret, which cannot be had again."""
        secret = _random(43)
        key = Key(_random(20), name, frozenset(scopes), self._home_page, datetime.now(UTC), expires)
        await self._collection.insert_one(
            {
                "_id": key.key,
                "digest": self._digest(key.key, secret),
                "name": name,
                "scopes": sorted(scopes),
                "home_page": key.home_page,
                "created": key.created,
                "expires": expires,
                "revoked": None,
            }
        )
        return key, secret

    @reaches_mongodb
    async def verify(self, key: str, secret: str) -> Key | None:
        """Return the credential if `secret` is its own and it is neither expired nor revoked."""
        found = await self._find(key)
        if found is None or not self._secret.matches("key", _message(key, secret), found.digest):
            return None
        return found.key if found.key.valid_at(datetime.now(UTC)) else None

    @reaches_mongodb
    async def list(self) -> list[Key]:
        """Return every credential, the oldest first."""
        return [_key(document) async for document in self._collection.find({}).sort("created", 1)]

    @reaches_mongodb
    async def revoke(self, key: str) -> None:
        """Close a credential; it opens nothing in any process from the moment this returns.

        Raises NotFound if there is none of that name.
        """
        changed = await self._collection.update_one(
            {"_id": key}, [{"$set": {"revoked": {"$ifNull": ["$revoked", "$$NOW"]}}}]
        )
        if not changed.matched_count:
            raise NotFound(f"there is no key {key}")
        await asyncio.sleep(FRESH)

    async def _find(self, key: str) -> _Found | None:
        """Return a credential as it was less than FRESH ago; many at once read it once."""
        reading = self._readings.get(key)
        if reading is None or not reading.is_fresh():
            reading = _Reading(asyncio.ensure_future(self._read(key)))
            fresh = {name: each for name, each in self._readings.items() if each.is_fresh()}
            self._readings = fresh | {key: reading}
        return reading.found.result() if reading.found.done() else await asyncio.shield(reading.found)

    async def _read(self, key: str) -> _Found | None:
        document = await self._collection.find_one({"_id": key})
        return _Found(document["digest"], _key(document)) if document else None

    def _digest(self, key: str, secret: str) -> bytes:
        return self._secret.digest("key", _message(key, secret))


@dataclass(frozen=True, slots=True)
class _Found:
    """A credential with the keyed hash of its secret."""

    digest: bytes
    key: Key


@dataclass(frozen=True, slots=True)
class _Reading:
    """A credential that is being read, or was; `began` by the monotonic clock."""

    found: asyncio.Future[_Found | None]
    began: float = field(default_factory=time.monotonic)

    def is_fresh(self) -> bool:
        failed = self.found.done() and (self.found.cancelled() or self.found.exception())
        return not failed and time.monotonic() - self.began < FRESH


def _random(length: int) -> str:
    """Return letters and digits, of some six bits each; a leading hyphen would look like an option."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _message(key: str, secret: str) -> bytes:
    return f"{key}:{secret}".encode()


def _key(document: dict[str, Any]) -> Key:
    return Key(
        key=document["_id"],
        name=document["name"],
        scopes=frozenset(document["scopes"]),
        home_page=document["home_page"],
        created=document["created"],
        expires=document["expires"],
        revoked=document["revoked"],
    )
