"""The indexes that every query here relies on; made at start, which is safe to do again."""

from __future__ import annotations

import asyncio

from pymongo import ASCENDING, IndexModel

from lrs.store.connection import Database


def _where_present(name: str) -> IndexModel:
    """Return an index by `name` and time. A sparse one would hold all, since every statement has a time."""
    return IndexModel(
        [(name, ASCENDING), ("at", ASCENDING)], partialFilterExpression={name: {"$exists": True}}
    )


_OPTIONAL = ("activities", "registrations", "related_agents", "related_activities")
INDEXES: dict[str, list[IndexModel]] = {
    "statements": [
        IndexModel([("at", ASCENDING)], unique=True),
        IndexModel([("agents", ASCENDING), ("at", ASCENDING)]),
        IndexModel([("verbs", ASCENDING), ("at", ASCENDING)]),
        IndexModel([("authority", ASCENDING), ("at", ASCENDING)]),
        *(_where_present(name) for name in _OPTIONAL),
        IndexModel([("refers_to", ASCENDING)], sparse=True),
        IndexModel([("activity", ASCENDING), ("actor", ASCENDING)]),
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
    "definitions": [IndexModel([("kind", ASCENDING), ("iri", ASCENDING), ("at", ASCENDING)])],
    "attachments.files": [IndexModel([("filename", ASCENDING)], unique=True)],
    "attachments.chunks": [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)],
    "people": [IndexModel([("keys", ASCENDING)], unique=True, sparse=True)],
    "policies": [IndexModel([("policy", ASCENDING), ("version", ASCENDING)], unique=True)],
    "ledger": [
        IndexModel([("award", ASCENDING), ("number", ASCENDING)], unique=True),
        IndexModel([("learner", ASCENDING)]),
        IndexModel([("activity", ASCENDING)]),
        IndexModel([("body", ASCENDING), ("earned_on", ASCENDING)]),
    ],
}
"""By collection. A transaction cannot make a collection, so each of them is made beforehand."""


async def create_indexes(db: Database) -> None:
    """Make what is missing of the collections and indexes."""
    await asyncio.gather(*(db[name].create_indexes(models) for name, models in INDEXES.items()))
