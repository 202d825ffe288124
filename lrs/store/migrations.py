"""What has to be done to a database that an earlier version made; the service serves meanwhile.

Whoever changes how something is kept adds a migration at the end of MIGRATIONS, and never changes or removes
one that was released. Each has to bear being cut short, and being done again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import UpdateOne

from lrs.store.connection import Database
from lrs.store.index_changes import IndexChanges
from lrs.store.lease import Lease
from lrs.store.matches import tokens

PAUSE: Final = 1.0
"""Seconds after which is looked again whether another process has done what is due."""
RETRY: Final = 60.0
"""Seconds after which what has failed is tried again."""
_BATCH: Final = 1_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Migration:
    """A change of what is kept, by its number in the order of all, its name, and what carries it out."""

    number: int
    name: str
    carry_out: Callable[[Database], Coroutine[Any, Any, None]]


async def give_tokens(db: Database) -> None:
    """Give tokens to statements that have none."""
    without = {"tokens": {"$exists": False}}
    cursor = db["statements"].find(without, {"json": 0})
    done = 0
    while some := await cursor.to_list(_BATCH):
        changes = [
            UpdateOne(
                {"_id": each["_id"]} | without, {"$set": {"tokens": [] if each["voided"] else tokens(each)}}
            )
            for each in some
        ]
        await db["statements"].bulk_write(changes, ordered=False)
        done += len(some)
        log.info("%d statements have got their tokens", done)


MIGRATIONS: Final = (Migration(1, "give tokens to statements", give_tokens),)


class Migrations:
    """The changes of one database that are still to come."""

    def __init__(
        self, db: Database, indexes: IndexChanges, migrations: Sequence[Migration] = MIGRATIONS
    ) -> None:
        """Change `db` and its `indexes`; the collection `migrations` says what was done."""
        self._db = db
        self._done = db["migrations"]
        self._lease = Lease(db, "migrations")
        self._indexes = indexes
        self._migrations = migrations

    async def run(self) -> None:
        """Do what is due, in one process at a time; return when nothing is, whoever has done it."""
        while not await self._finished():
            await asyncio.sleep(PAUSE)

    async def _finished(self) -> bool:
        try:
            return not await self._due() or await self._carried_out()
        except Exception:
            log.exception("the database could not be brought up to date; that is tried again")
            await asyncio.sleep(RETRY)
            return False

    async def _carried_out(self) -> bool:
        async with self._lease.held() as mine:
            if mine:
                await self._carry_out()
            return mine

    async def _due(self) -> bool:
        return bool(await self._pending()) or await self._indexes.due()

    async def _pending(self) -> list[Migration]:
        done = set(await self._done.distinct("_id"))
        return [each for each in self._migrations if each.number not in done]

    async def _carry_out(self) -> None:
        """Carry out what is pending: obsolete indexes serve until the others do."""
        await self._indexes.build()
        for each in await self._pending():
            log.info("migration %d begins: %s", each.number, each.name)
            await each.carry_out(self._db)
            record = {"_id": each.number, "name": each.name, "at": datetime.now(UTC)}
            await self._done.replace_one({"_id": each.number}, record, upsert=True)
            log.info("migration %d is done", each.number)
        await self._indexes.drop()
