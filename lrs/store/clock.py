"""`stored` times that strictly increase, and the bound below which no statement can still appear.

Every process that stores statements is a *writer* with a lease in the collection `writers`. Its statements
carry a key `at`: microseconds since 1970, then eight bits for the writer, so that keys never collide and sort
by `stored`. A writer publishes its *floor* there (it will never again use a time at or below it) and reads
everybody else's; the smallest is what X-Experience-API-Consistent-Through may truthfully say (xAPI 1.0.3
Communication 2.1.4).

A writer that joins first publishes a floor as low as any in force, waits until every other writer has seen
it, and starts above all of them; so a bound that was once given out stays true whatever its clock says.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from lrs.errors import LrsError, Unavailable
from lrs.store.connection import Database
from lrs.store.faults import RETRY_AFTER

HEARTBEAT = 0.25
"""Seconds between two publications of a floor."""
LEASE = 10.0
"""Seconds after which a writer that has published nothing counts as dead."""
SAFETY = 3.0
"""Seconds before its lease ends at which a writer stops writing of its own accord."""
WRITER_BITS = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

log = logging.getLogger(__name__)


def microseconds(moment: datetime) -> int:
    """Return the whole microseconds from 1970 to `moment`."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the time that lies `microseconds` after 1970, in UTC."""
    return _EPOCH + microseconds * _MICROSECOND


def last_key(microseconds: int) -> int:
    """Return the largest statement key whose `stored` time is `microseconds`."""
    return (microseconds << WRITER_BITS) | ((1 << WRITER_BITS) - 1)


class Clock:
    """Gives out `stored` times to one process, and knows the bound over all of them."""

    def __init__(self, db: Database) -> None:
        """Make a clock for the writers of `db`; `running` starts it."""
        self._writers = db["writers"]
        self._statements = db["statements"]
        self._owner = uuid.uuid4()
        self._slot = 0
        self._last = 0
        self._pending: set[int] = set()
        self._others = 0
        self._published = float("-inf")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Be one of the writers of this database, and publish the floor, for as long as the context lasts."""
        await self._join()
        heartbeat = asyncio.create_task(self._beat(), name="clock heartbeat")
        try:
            yield
        finally:
            heartbeat.cancel()
            with suppress(asyncio.CancelledError):
                await heartbeat
            with suppress(PyMongoError):
                await self._writers.delete_one({"_id": self._slot, "owner": self._owner})

    @contextmanager
    def take(self, count: int) -> Iterator[list[int]]:
        """Give out `count` statement keys; the bound stays below them until the context ends.

        Where it ends with an error that leaves open whether the statements were written, the bound waits
        another lease for them. Raises Unavailable when this writer could not publish its floor for so long
        that others may have stopped waiting for it.
        """
        if time.monotonic() - self._published > LEASE - SAFETY:
            raise Unavailable(retry_after=RETRY_AFTER)
        first = max(self._now(), self._last + 1)
        self._last = first + count - 1
        self._pending.add(first)
        try:
            yield [((first + n) << WRITER_BITS) | self._slot for n in range(count)]
        except (LrsError, DuplicateKeyError):
            self._pending.discard(first)
            raise
        except BaseException:
            asyncio.get_running_loop().call_later(LEASE, self._pending.discard, first)
            raise
        else:
            self._pending.discard(first)

    async def consistent_through(self) -> datetime:
        """Return the time up to which every statement that will ever be stored can be read now."""
        if time.monotonic() - self._published > 2 * HEARTBEAT:
            with suppress(PyMongoError):
                await self._publish()
        if self._others:
            return moment(min(self._floor(), self._others))
        return moment(self._floor())

    @staticmethod
    def _now() -> int:
        return time.time_ns() // 1000

    def _floor(self) -> int:
        if self._pending:
            return min(self._pending) - 1
        self._last = max(self._last, self._now())
        return self._last

    async def _join(self) -> None:
        others = await self._live_floors()
        self._slot = await self._acquire_slot(min(others, default=self._last))
        if others:
            await asyncio.sleep(2 * HEARTBEAT + 0.1)
            others = await self._live_floors()
        self._last = max([self._last, await self._newest_statement(), *others])
        await self._publish()

    async def _newest_statement(self) -> int:
        newest = await self._statements.find_one({}, {"at": 1}, sort=[("at", -1)])
        return newest["at"] >> WRITER_BITS if newest else 0

    async def _acquire_slot(self, floor: int) -> int:
        lease = [{"$set": {"owner": self._owner, "floor": floor, "expires": _LEASE_END}}]
        for slot in range(1 << WRITER_BITS):
            dead = {"_id": slot, "$expr": {"$lt": ["$expires", "$$NOW"]}}
            if (await self._writers.update_one(dead, lease)).matched_count:
                return slot
            with suppress(DuplicateKeyError):
                await self._writers.update_one({"_id": slot, "owner": None}, lease, upsert=True)
                return slot
        raise Unavailable(f"{1 << WRITER_BITS} processes already write to this database")

    async def _live_floors(self) -> list[int]:
        alive = {"owner": {"$ne": self._owner}, "$expr": {"$gte": ["$expires", "$$NOW"]}}
        return [writer["floor"] async for writer in self._writers.find(alive, {"floor": 1})]

    async def _publish(self) -> None:
        started = time.monotonic()
        mine = await self._writers.find_one_and_update(
            {"_id": self._slot, "owner": self._owner},
            [{"$set": {"floor": self._floor(), "expires": _LEASE_END}}],
            return_document=ReturnDocument.AFTER,
        )
        if mine is None:
            log.warning("this writer's lease was taken by another process; joining again")
            return await self._join()
        self._others = min(await self._live_floors(), default=0)
        self._published = started
        return None

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            try:
                await self._publish()
            except PyMongoError as error:
                log.debug("the floor could not be published: %s", type(error).__name__)


_LEASE_END = {"$add": ["$$NOW", round(LEASE * 1000)]}
