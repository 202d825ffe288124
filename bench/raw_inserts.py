"""The ceiling of the store: motor's insert_many of the same documents, indexes and write concern, no HTTP."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Sequence
from itertools import count, cycle

import msgspec

from lrs.load.statements import statement
from lrs.store.clock import WRITER_BITS
from lrs.store.connection import connected
from lrs.store.indexes import create_indexes
from lrs.store.statement_document import Document, document
from lrs.xapi.incoming import read_batch
from lrs.xapi.versions import V1_0_3

AUTHORITY = {"objectType": "Agent", "account": {"homePage": "http://127.0.0.1/", "name": "bench"}}
BATCHES = 20


async def insert_rate(uri: str, batch: int, tasks: int, seconds: float) -> float:
    """Return the statements a second that `tasks` at once insert in batches of `batch`.

    The documents are made beforehand; only what makes each of them another one is done meanwhile.
    """
    batches = cycle([_documents(batch, seed) for seed in range(BATCHES)])
    ticks = count((time.time_ns() // 1000) << WRITER_BITS)
    inserted = 0
    async with connected(uri) as client:
        db = client["bench_raw"]
        await create_indexes(db)
        began = time.perf_counter()

        async def insert() -> None:
            nonlocal inserted
            while time.perf_counter() < began + seconds:
                fresh = [each | {"_id": uuid.uuid4(), "at": next(ticks)} for each in next(batches)]
                await db["statements"].insert_many(fresh, ordered=False)
                inserted += batch

        await asyncio.gather(*(insert() for _ in range(tasks)))
        taken = time.perf_counter() - began
        await client.drop_database("bench_raw")
    return inserted / taken


def _documents(batch: int, seed: int) -> Sequence[Document]:
    source = random.Random(seed)  # noqa: S311  # test data
    body = msgspec.json.encode([statement(source) for _ in range(batch)])
    now = (time.time_ns() // 1000) << WRITER_BITS
    return [document(each, now, "bench") for each in read_batch(body, V1_0_3, msgspec.json.encode(AUTHORITY))]
