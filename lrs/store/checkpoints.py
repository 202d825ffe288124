"""Signed statements of where the ledger's chain ended, made from time to time and kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from lrs.credits.checkpoint import Checkpoint
from lrs.signing import PublicKey, SigningKey
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb
from lrs.store.ledger import Ledger


class Checkpoints:
    """The checkpoints of one tenant's ledger."""

    def __init__(self, db: Database, ledger: Ledger, key: SigningKey, deployment: str) -> None:
        """Keep them in the collection `checkpoints`; `deployment` is the address that they name."""
        self._collection = db["checkpoints"]
        self._ledger = ledger
        self._key = key
        self._deployment = deployment

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies them."""
        return self._key.public

    @reaches_mongodb
    async def make(self) -> Checkpoint:
        """Sign where the chain ends now, keep that and return it."""
        head = await self._ledger.head()
        made = Checkpoint.sign(head, self._deployment, datetime.now(UTC), self._key)
        position = made.checkpoint
        kept = {"sequence": position.sequence, "time": position.time, "json": made.as_json()}
        await self._collection.insert_one(kept)
        return made

    @reaches_mongodb
    async def keep_up(self, period: timedelta = timedelta(0)) -> None:
        """Make a checkpoint if the ledger has grown since the last one and that is older than `period`."""
        last = await self._collection.find_one({}, sort=[("sequence", -1), ("time", -1)])
        head = await self._ledger.head()
        if head.sequence > (last["sequence"] if last else 0) and _is_older(last, period):
            await self.make()

    @reaches_mongodb
    async def all(self) -> list[Checkpoint]:
        """Return every checkpoint, by its place in the chain. Raises CheckpointRefused for what is none."""
        cursor = self._collection.find().sort([("sequence", 1), ("time", 1)])
        return [Checkpoint.read(each["json"], f"{each['_id']} in `checkpoints`") async for each in cursor]


def _is_older(last: dict[str, Any] | None, period: timedelta) -> bool:
    return last is None or datetime.now(UTC) - datetime.fromisoformat(last["time"]) >= period
