"""The indexes that every query here relies on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from pymongo import ASCENDING, IndexModel
from pymongo.errors import OperationFailure

from lrs.store.connection import Database

T = TypeVar("T")

BY_TOKEN: Final = "tokens_1_at_1"  # noqa: S105  # nothing secret
"""The name of the index that serves every query of statements, in the order of their keys."""
INDEXES: Final[dict[str, list[IndexModel]]] = {
    "statements": [
        IndexModel([("at", ASCENDING)], unique=True),
        IndexModel([("tokens", ASCENDING), ("at", ASCENDING)], name=BY_TOKEN),
        IndexModel([("refers_to", ASCENDING)], sparse=True),
        IndexModel([("attachments.sha2", ASCENDING)], sparse=True),
    ],
    "documents": [
        IndexModel(
            [
                ("_id.activity", ASCENDING),
                ("_id.agent", ASCENDING),
                ("_id.registration", ASCENDING),
                ("updated", ASCENDING),
            ]
        ),
    ],
    "definitions": [
        IndexModel([("kind", ASCENDING), ("iri", ASCENDING), ("at", ASCENDING)], sparse=True, name="term"),
    ],
    "attachments.files": [IndexModel([("filename", ASCENDING)], unique=True)],
    "attachments.chunks": [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)],
    "people": [IndexModel([("keys", ASCENDING)], unique=True, sparse=True)],
    "policies": [IndexModel([("policy", ASCENDING), ("version", ASCENDING)], unique=True)],
    "requirements": [IndexModel([("requirement", ASCENDING), ("version", ASCENDING)], unique=True)],
    "goals": [IndexModel([("learner", ASCENDING), ("requirement", ASCENDING)], unique=True)],
    "ledger": [
        IndexModel([("award", ASCENDING), ("number", ASCENDING)], unique=True),
        IndexModel([("sequence", ASCENDING)], unique=True, sparse=True),
        IndexModel([("learner", ASCENDING)]),
        IndexModel([("policy.id", ASCENDING), ("learner", ASCENDING)]),
        IndexModel([("activity", ASCENDING)]),
        IndexModel([("body", ASCENDING), ("earned_on", ASCENDING)]),
    ],
    "reports.files": [IndexModel([("filename", ASCENDING)], unique=True)],
    "reports.chunks": [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)],
    "report_records": [
        IndexModel([("series", ASCENDING), ("award", ASCENDING)]),
        IndexModel([("run", ASCENDING), ("award", ASCENDING)]),
        IndexModel([("run", ASCENDING), ("entry", ASCENDING)]),
    ],
    "checkpoints": [IndexModel([("sequence", ASCENDING), ("time", ASCENDING)])],
}
"""By collection. A transaction cannot make a collection, so each of them is made beforehand."""


OBSOLETE: Final[dict[str, list[str]]] = {
    "statements": [
        "activities_1_at_1",
        "activity_1_actor_1",
        "agents_1_at_1",
        "authority_1_at_1",
        "registrations_1_at_1",
        "related_activities_1_at_1",
        "related_agents_1_at_1",
        "verbs_1_at_1",
    ],
    "definitions": ["kind_1_iri_1_at_1"],
}
"""By collection, the names of indexes that earlier versions made; others may be the operator's own."""


async def create_indexes(db: Database) -> None:
    """Make all collections and indexes that are missing, and return once they are built."""
    await asyncio.gather(*(db[name].create_indexes(models) for name, models in INDEXES.items()))


async def prepare(db: Database) -> None:
    """Make what has to be there before anything is written: collections, and what keeps values unique.

    Where there is nothing yet, all indexes are made. Elsewhere others take time: `lrs.store.migrations` has
    them built while the service serves.
    """
    await asyncio.gather(*(_prepare(db, name, models) for name, models in INDEXES.items()))


async def _prepare(db: Database, name: str, models: list[IndexModel]) -> None:
    is_empty = await db[name].find_one({}, {"_id": 1}) is None
    if at_once := [model for model in models if is_empty or model.document.get("unique")]:
        await db[name].create_indexes(at_once)


async def by_index(name: str, read: Callable[[str | None], Awaitable[T]]) -> T:
    """Return what `read` returns, which is told the index to use; none while that is still being built."""
    try:
        return await read(name)
    except OperationFailure as error:
        if error.code != _NO_SUCH_INDEX:
            raise
        return await read(None)


# BadValue: of a query that is right, the hint is what cannot be.
_NO_SUCH_INDEX = 2
