"""The ceiling of the store: motor's insert_many of the same documents, indexes and write concern, no HTTP."""

from __future__ import annotations

import asyncio
import random
import time
import uuid

import msgspec

from bench.statements import statement
from lrs.store.clock import WRITER_BITS
from lrs.store.connection import connected
from lrs.store.indexes import create_indexes
from lrs.store.statement_document import document
from lrs.xapi.incoming import read_batch
from lrs.xapi.versions import V1_0_3

AUTHORITY = {"objectType": "Agent", "account": {"homePage": "http://127.0.0.1/", "name": "bench"}}


async def insert_rate(uri: str, batch: int, tasks: int, seconds: float) -> float:
    """Return the statements a second that `tasks` at once insert in batches of `batch`."""
    source = random.Random(1)  # noqa: S311  # test data
    body = msgspec.json.encode([statement(source) for _ in range(batch)])
    prepared = read_batch(body, V1_0_3, msgspec.json.encode(AUTHORITY))
    deadline = time.perf_counter() + seconds
    inserted = 0
    async with connected(uri) as client:
        db = client["bench_raw"]
        await create_indexes(db)

        async def insert() -> None:
            nonlocal inserted
            while time.perf_counter() < deadline:
                now = time.time_ns() // 1000
                documents = [
                    document(each, (now + n) << WRITER_BITS | source.getrandbits(WRITER_BITS), "bench")
                    | {"_id": uuid.uuid4()}
                    for n, each in enumerate(prepared)
                ]
                await db["statements"].insert_many(documents, ordered=False)
                inserted += batch

        await asyncio.gather(*(insert() for _ in range(tasks)))
        await client.drop_database("bench_raw")
    return inserted / seconds
