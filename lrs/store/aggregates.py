"""What statements add up to, by group: computed by MongoDB from their facts."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import pymongo
from bson import Decimal128
from pymongo.errors import ExecutionTimeout

from lrs.errors import TooExpensive
from lrs.store.connection import Database
from lrs.store.faults import RETRY_AFTER, reaches_mongodb
from lrs.store.indexes import BY_TOKEN, by_index
from lrs.store.people import PREFIX
from lrs.store.queries import Query, conditions, mongo_filter

Document = dict[str, Any]
Pipeline = list[Document]

SECONDS: Final = 10.0
"""Seconds that an aggregate may take, waiting for its turn included."""
AT_ONCE: Final = 2
"""Aggregates that one process has MongoDB compute at a time: each needs memory, and a core or two."""
MEAN_STEP: Final = Decimal("0.000001")
"""What a mean is rounded to."""


class Grouping(StrEnum):
    """What the statements of one group have in common; `day` is the UTC day of their timestamp."""

    VERB = "verb"
    ACTIVITY = "activity"
    AGENT = "agent"
    DAY = "day"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Scores:
    """The scaled scores of a group; the mean is rounded to six decimals."""

    mean: Decimal
    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """What the statements of one group add up to.

    `learners` counts the actors, those of one person in the registry as one, and no anonymous Group.
    `completions` counts the statements whose result says that something was completed. `seconds` is the sum
    of all durations. `score` is None where no statement has one.
    """

    key: str
    count: int
    learners: int
    completions: int
    seconds: Decimal
    score: Scores | None


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups in the order of their keys, and the key that the next page starts behind, or None at the end."""

    groups: list[Group]
    next: str | None


class Aggregates:
    """Aggregates over the statements of one tenant."""

    def __init__(self, db: Database) -> None:
        """Aggregate the collection `statements` of `db`, and know persons by the collection `people`."""
        self._collection = db["statements"]
        self._turns = asyncio.Semaphore(AT_ONCE)

    @reaches_mongodb
    async def of(self, query: Query, by: Grouping, limit: int, behind: str | None = None) -> Groups:
        """Return up to `limit` groups of the statements that `query` finds, by key, from behind `behind` on.

        A statement without what it is grouped by is in no group. Raises TooExpensive where that takes too
        long.
        """
        try:
            async with asyncio.timeout(SECONDS), self._turns:
                return await self._compute(query, by, limit, behind)
        except (TimeoutError, ExecutionTimeout) as error:
            raise TooExpensive(retry_after=RETRY_AFTER) from error

    async def _compute(self, query: Query, by: Grouping, limit: int, behind: str | None) -> Groups:
        """Compute measures and learners side by side: one pipeline for both would take longer than each."""
        dimension, (wanted, index) = _DIMENSIONS[by], _access(query)
        if behind is not None:
            wanted = {"$and": [wanted, {dimension.field: {"$gt": dimension.last(behind)}}]}
        found, learners = await asyncio.gather(
            self._run(_measures(wanted, dimension, limit + 1), index, limit + 1),
            self._run(_learners(wanted, dimension, limit), index, limit),
        )
        counted = {each["_id"]: each["learners"] for each in learners}
        page = [_group(each, dimension, counted.get(each["_id"], 0)) for each in found[:limit]]
        return Groups(page, page[-1].key if len(found) > limit else None)

    async def _run(self, pipeline: Pipeline, index: str | None, size: int) -> list[Document]:
        async def read(hint: str | None) -> list[Document]:
            order = hint or {"$natural": 1}
            cursor = self._collection.aggregate(pipeline, hint=order, allowDiskUse=True, batchSize=size)
            found: list[Document] = await cursor.to_list(None)
            return found

        with pymongo.timeout(SECONDS):
            return await (by_index(index, read) if index else read(None))


@dataclass(frozen=True, slots=True)
class _Dimension:
    """A field to group by: the key that an expression makes of it, and that key as text and back."""

    field: str
    key: str | Document
    show: Callable[[Any], str] = str
    last: Callable[[str], Any] = str
    """Turns a key into the last value of the field that belongs to its group."""


_DAY: Final = timedelta(days=1)
_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS: Final = {"$floor": {"$divide": [{"$toLong": "$timestamp"}, _DAY // _MILLISECOND]}}
"""The days from 1970 to a timestamp: $dateTrunc takes three times as long."""


def _show_day(days: float) -> str:
    return (_EPOCH + days * _DAY).date().isoformat()


def _last_moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + (_DAY - _MILLISECOND)


_DIMENSIONS: Final = {
    Grouping.VERB: _Dimension("verb", "$verb"),
    Grouping.ACTIVITY: _Dimension("activity", "$activity"),
    Grouping.AGENT: _Dimension("actor", "$actor"),
    Grouping.DAY: _Dimension("timestamp", _DAYS, _show_day, _last_moment),
    Grouping.REGISTRATION: _Dimension("registration", "$registration", last=uuid.UUID),
}


def _access(query: Query) -> tuple[Document, str | None]:
    """Return the filter of a query, and the index to read it through, if any.

    Where every statement counts, an index costs more than it spares, and so does a token that all have.
    """
    if replace(query, until=None, ascending=False) == Query():
        return {"$and": [*conditions(query, None), {"voided": False}]}, None
    return mongo_filter(query, None), BY_TOKEN


def _measures(wanted: Document, dimension: _Dimension, limit: int) -> Pipeline:
    """Return what computes everything but learners.

    Statements of the same score are counted together first, so that arithmetic is done once for all of them.
    """
    alike = {"key": dimension.key, "completion": "$completion", "score": "$score"}
    return [
        {"$match": wanted},
        {"$group": {"_id": alike, "count": {"$sum": 1}, "seconds": {"$sum": "$seconds"}}},
        {
            "$group": {
                "_id": "$_id.key",
                "count": {"$sum": "$count"},
                "seconds": {"$sum": "$seconds"},
                "completions": {"$sum": {"$cond": ["$_id.completion", "$count", 0]}},
                "scored": {"$sum": {"$cond": [{"$gt": ["$_id.score", None]}, "$count", 0]}},
                "points": {"$sum": {"$multiply": ["$_id.score", "$count"]}},
                "min": {"$min": "$_id.score"},
                "max": {"$max": "$_id.score"},
            }
        },
        {"$match": {"_id": {"$ne": None}}},
        {"$sort": {"_id": 1}},
        {"$limit": limit},
    ]


def _learners(wanted: Document, dimension: _Dimension, limit: int) -> Pipeline:
    """Return what counts learners: of the page's groups alone, and the person of each agent is found once."""
    person = {"$concat": [PREFIX, {"$first": "$person._id"}]}
    return [
        {"$match": wanted},
        {"$group": {"_id": {"key": dimension.key, "agent": "$actor"}}},
        {"$match": {"_id.key": {"$ne": None}, "_id.agent": {"$ne": None}}},
        {"$setWindowFields": {"sortBy": {"_id.key": 1}, "output": {"rank": {"$denseRank": {}}}}},
        {"$match": {"rank": {"$lte": limit}}},
        {"$group": {"_id": "$_id.agent", "keys": {"$push": "$_id.key"}}},
        {"$lookup": {"from": "people", "localField": "_id", "foreignField": "keys", "as": "person"}},
        {"$unwind": "$keys"},
        {"$group": {"_id": {"key": "$keys", "learner": {"$ifNull": [person, "$_id"]}}}},
        {"$group": {"_id": "$_id.key", "learners": {"$sum": 1}}},
    ]


def _group(found: Document, dimension: _Dimension, learners: int) -> Group:
    return Group(
        key=dimension.show(found["_id"]),
        count=found["count"],
        learners=learners,
        completions=found["completions"],
        seconds=_decimal(found["seconds"]),
        score=_scores(found) if found["scored"] else None,
    )


def _scores(found: Document) -> Scores:
    mean = _decimal(found["points"]) / found["scored"]
    return Scores(mean.quantize(MEAN_STEP), _decimal(found["min"]), _decimal(found["max"]))


def _decimal(number: Decimal128 | int) -> Decimal:
    """Return a sum, which is a whole number where nothing was added up."""
    return number.to_decimal() if isinstance(number, Decimal128) else Decimal(number)
