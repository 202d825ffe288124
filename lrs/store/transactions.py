"""Several writes that happen together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from pymongo.errors import DuplicateKeyError

from lrs.errors import Unavailable
from lrs.store.connection import Client, Session
from lrs.store.faults import RETRY_AFTER

T = TypeVar("T")

ATTEMPTS = 5


async def in_transaction(client: Client, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
    """Run `work` in a transaction and return what it returns, once that is durable.

    `work` may run several times: it has to read, with the session it is given, what it decides by. A key that
    another transaction took since is such a case: run again, `work` sees it. Raises Unavailable if that goes
    on, and the driver's errors for anything else.
    """
    async with await client.start_session() as session:
        for _ in range(ATTEMPTS):
            try:
                result: T = await session.with_transaction(work)
            except DuplicateKeyError:
                continue
            else:
                return result
    raise Unavailable("others keep writing the same ids at the same time", retry_after=RETRY_AFTER)
