"""The indexes that every query here relies on; made at start, which is safe to do again."""

from __future__ import annotations

import asyncio
from typing import Final

from pymongo import ASCENDING, IndexModel

from lrs.store.connection import Database

BY_TOKEN: Final = "tokens_1_at_1"  # noqa: S105  # nothing secret
"""The name of the index that serves every query of statements, in the order of their keys."""
INDEXES: Final[dict[str, list[IndexModel]]] = {
    "statements": [
        IndexModel([("at", ASCENDING)], unique=True),
        IndexModel([("tokens", ASCENDING), ("at", ASCENDING)], name=BY_TOKEN),
        IndexModel([("refers_to", ASCENDING)], sparse=True),
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
    "definitions": [IndexModel([("kind", ASCENDING), ("iri", ASCENDING), ("at", ASCENDING)], sparse=True)],
    "attachments.files": [IndexModel([("filename", ASCENDING)], unique=True)],
    "attachments.chunks": [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)],
    "people": [IndexModel([("keys", ASCENDING)], unique=True, sparse=True)],
    "policies": [IndexModel([("policy", ASCENDING), ("version", ASCENDING)], unique=True)],
    "requirements": [IndexModel([("requirement", ASCENDING), ("version", ASCENDING)], unique=True)],
    "goals": [IndexModel([("learner", ASCENDING), ("requirement", ASCENDING)], unique=True)],
    "ledger": [
        IndexModel([("award", ASCENDING), ("number", ASCENDING)], unique=True),
        IndexModel([("learner", ASCENDING)]),
        IndexModel([("policy.id", ASCENDING), ("learner", ASCENDING)]),
        IndexModel([("activity", ASCENDING)]),
        IndexModel([("body", ASCENDING), ("earned_on", ASCENDING)]),
    ],
}
"""By collection. A transaction cannot make a collection, so each of them is made beforehand."""


async def create_indexes(db: Database) -> None:
    """Make what is missing of the collections and indexes."""
    await asyncio.gather(*(db[name].create_indexes(models) for name, models in INDEXES.items()))
