"""Several writes that happen together or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pymongo
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from lrs.store.connection import Client, Session

T = TypeVar("T")

LONGEST = 15.0
"""Seconds that a transaction may take, all attempts together, unless it has less."""
_FIRST_PAUSE = 0.005
_DUPLICATE_KEY = 11000


async def in_transaction(
    client: Client, work: Callable[[Session], Coroutine[Any, Any, T]], *, seconds: float = LONGEST
) -> T:
    """Run `work` in a transaction and return what it returns, once that is durable.

    `work` may run several times: it has to read, with the session it is given, what it decides by. A key that
    another transaction took since is such a case: run again, `work` sees it. Raises the driver's errors, at
    the latest after `seconds`. Only one with the label UnknownTransactionCommitResult leaves open whether
    anything was written.
    """
    ends, pause = time.monotonic() + seconds, _FIRST_PAUSE
    # The driver's own loop goes on for two minutes, whatever its client has to say about time.
    with pymongo.timeout(seconds):
        async with await client.start_session() as session:
            while True:
                try:
                    async with session.start_transaction():
                        return await work(session)
                except PyMongoError as error:
                    if not _may_pass(error) or time.monotonic() + pause > ends:
                        raise
                await asyncio.sleep(pause)
                pause *= 2


def _may_pass(error: PyMongoError) -> bool:
    return error.has_error_label("TransientTransactionError") or _is_duplicate(error)


def _is_duplicate(error: PyMongoError) -> bool:
    if isinstance(error, BulkWriteError):
        return any(each["code"] == _DUPLICATE_KEY for each in (error.details or {}).get("writeErrors", ()))
    return isinstance(error, DuplicateKeyError)
