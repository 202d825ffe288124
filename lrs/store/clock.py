"""`stored` times that strictly increase, and the bound below which no statement can still appear.

Every process that stores statements is a *writer* with a lease in the collection `writers`. Its statements
carry a key `at`: microseconds since 1970, then eight bits for the writer, so that keys never collide and sort
by `stored`. A writer publishes its *floor* there (it will never again use a time at or below it) and reads
everybody else's; the smallest is what X-Experience-API-Consistent-Through may truthfully say (xAPI 1.0.3
Communication 2.1.4). It also publishes a *ceiling*, above which it names no bound before it publishes again.

A writer that joins first publishes a floor as low as any in force, waits until every other writer has seen
it, and starts above every ceiling, also of those that are gone; so a bound that was once given out stays true
whatever its clock says. A writer whose lease is about to end stops, and what it has begun ends with it: when
the others no longer wait for its statements, none can come.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from lrs.errors import LrsError, Unavailable
from lrs.store.connection import Database
from lrs.store.faults import RETRY_AFTER

HEARTBEAT = 0.25
"""Seconds between two publications of a floor."""
FRESH = 0.4
"""Seconds after a publication in which a bound above the published floor may be given out."""
PATIENCE = 1.0
"""Seconds that a late publication is waited for, before a bound is given out that has been published."""
LEASE = 20.0
"""Seconds after which a writer that has published nothing counts as dead."""
SAFETY = 3.0
"""Seconds before its lease ends at which a writer stops writing of its own accord."""
WRITER_BITS = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST_KEY = (1 << 63) - 1

log = logging.getLogger(__name__)


def microseconds(moment: datetime) -> int:
    """Return the whole microseconds from 1970 to `moment`."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the time that lies `microseconds` after 1970, in UTC."""
    return _EPOCH + microseconds * _MICROSECOND


def last_key(microseconds: int) -> int:
    """Return the largest statement key whose `stored` time is `microseconds`, within 64 bits."""
    key = (microseconds << WRITER_BITS) | ((1 << WRITER_BITS) - 1)
    return max(-_LARGEST_KEY, min(key, _LARGEST_KEY))


@dataclass(frozen=True, slots=True)
class Taken:
    """Statement keys that were given out, and the seconds within which they have to be used."""

    keys: list[int]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Publication:
    """What a writer has published last, by the monotonic clock, and the least floor of the others then."""

    at: float
    floor: int
    ceiling: int
    others: int

    def age(self) -> float:
        return time.monotonic() - self.at


class Clock:
    """Gives out `stored` times to one process, and knows the bound over all of them."""

    def __init__(self, db: Database) -> None:
        """Make a clock for the writers of `db`; `running` starts it."""
        self._writers = db["writers"]
        self._statements = db["statements"]
        self._owner = uuid.uuid4()
        self._slot = 0
        self._last = 0
        self._through = 0
        self._pending: set[int] = set()
        self._published = _Publication(at=float("-inf"), floor=0, ceiling=0, others=0)
        self._news = asyncio.Event()

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
            await self._leave()

    @contextmanager
    def take(self, count: int) -> Iterator[Taken]:
        """Give out `count` statement keys; the bound stays below them until the context ends.

        Where it ends with an error that leaves open whether the statements were written, the bound waits
        another lease for them. Raises Unavailable when this writer could not publish its floor for so long
        that others may have stopped waiting for it.
        """
        seconds = LEASE - SAFETY - self._published.age()
        if seconds <= 0:
            raise Unavailable(retry_after=RETRY_AFTER)
        first = max(self._now(), self._last + 1)
        self._last = first + count - 1
        self._pending.add(first)
        try:
            yield Taken([((first + n) << WRITER_BITS) | self._slot for n in range(count)], seconds)
        except BaseException as error:
            if _leaves_open(error):
                asyncio.get_running_loop().call_later(LEASE, self._pending.discard, first)
            else:
                self._pending.discard(first)
            raise
        else:
            self._pending.discard(first)

    async def consistent_through(self) -> datetime:
        """Return the time up to which every statement that will ever be stored can be read now.

        Where MongoDB does not answer, it stays at what was published last.
        """
        if self._published.age() > FRESH:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), PATIENCE)
        last = self._published
        own = min(self._floor(), last.ceiling) if last.age() <= FRESH else last.floor
        self._through = max(self._through, min(own, last.others))
        return moment(self._through)

    @staticmethod
    def _now() -> int:
        return time.time_ns() // 1000

    def _floor(self) -> int:
        if self._pending:
            return min(self._pending) - 1
        return self._advance()

    def _advance(self) -> int:
        """Return the time above which the next key will be."""
        self._last = max(self._last, self._now())
        return self._last

    async def _join(self) -> None:
        others = await self._live_floors()
        self._slot = await self._acquire_slot(min(others, default=self._last))
        if others:
            await asyncio.sleep(FRESH)
        self._last = max(self._last, await self._newest_statement(), await self._highest_ceiling())
        # Ceilings lie ahead by as much as FRESH; `stored` should not.
        await asyncio.sleep(min(max(self._last - self._now(), 0) / 1_000_000, FRESH))
        await self._publish()

    async def _leave(self) -> None:
        """End the lease, but not before statements can no longer come of which that is not known."""
        if self._pending:
            return
        last = self._advance()
        with suppress(PyMongoError):
            await self._writers.update_one(self._lease(), {"$set": {"ceiling": last, "expires": _EPOCH}})

    async def _newest_statement(self) -> int:
        newest = await self._statements.find_one({}, {"at": 1}, sort=[("at", -1)])
        return newest["at"] >> WRITER_BITS if newest else 0

    async def _highest_ceiling(self) -> int:
        highest = await self._writers.find_one({}, {"ceiling": 1}, sort=[("ceiling", -1)])
        return highest.get("ceiling", 0) if highest else 0

    async def _acquire_slot(self, floor: int) -> int:
        lease = [{"$set": {"owner": self._owner, "floor": floor, "expires": _lease_end()}}]
        for slot in range(1 << WRITER_BITS):
            dead = {"_id": slot, "$expr": {"$lt": ["$expires", "$$NOW"]}}
            if (await self._writers.update_one(dead, lease)).matched_count:
                return slot
            with suppress(DuplicateKeyError):
                await self._writers.update_one({"_id": slot, "owner": None}, lease, upsert=True)
                return slot
        raise Unavailable(f"{1 << WRITER_BITS} processes already write to this database")

    async def _live_floors(self) -> list[int]:
        alive = {"owner": {"$ne": self._owner}} | _ALIVE
        return [writer["floor"] async for writer in self._writers.find(alive, {"floor": 1})]

    async def _publish(self) -> None:
        started, floor = time.monotonic(), self._floor()
        ceiling = self._advance() + round(FRESH * 1_000_000)
        mine = await self._writers.find_one_and_update(
            self._lease(),
            [{"$set": {"floor": floor, "ceiling": ceiling, "expires": _lease_end()}}],
            return_document=ReturnDocument.AFTER,
        )
        if mine is None:
            log.warning("this writer's lease has ended; joining again")
            return await self._join()
        others = min(await self._live_floors(), default=ceiling)
        self._published = _Publication(started, floor, ceiling, others)
        self._news.set()
        self._news = asyncio.Event()
        return None

    def _lease(self) -> dict[str, Any]:
        return {"_id": self._slot, "owner": self._owner} | _ALIVE

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            try:
                await self._publish()
            except (PyMongoError, LrsError) as error:
                log.debug("the floor could not be published: %s", type(error).__name__)


def _leaves_open(error: BaseException) -> bool:
    """Tell whether a transaction that ended with `error`, or was cancelled, may be committed nevertheless."""
    if isinstance(error, PyMongoError):
        return error.has_error_label("UnknownTransactionCommitResult")
    return not isinstance(error, Exception)


def _lease_end() -> dict[str, Any]:
    return {"$add": ["$$NOW", round(LEASE * 1000)]}


_ALIVE: dict[str, Any] = {"$expr": {"$gte": ["$expires", "$$NOW"]}}
