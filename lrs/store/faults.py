"""MongoDB's failures, turned into the service's errors: a driver error never reaches a client raw."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from pymongo.errors import (
    ConnectionFailure,
    DocumentTooLarge,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
)

from lrs.errors import LrsError, TooLarge, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

RETRY_AFTER = 5
"""Seconds that a client is asked to wait: an election or a restart is over by then."""


def translate(error: PyMongoError) -> LrsError:
    """Return what a client is told of a failure of MongoDB or of the way to it."""
    passing = isinstance(error, (ConnectionFailure, ExecutionTimeout, WriteConcernError))
    if passing or error.timeout or error.has_error_label("TransientTransactionError"):
        return Unavailable(retry_after=RETRY_AFTER)
    if isinstance(error, OperationFailure) and error.code in _REFUSED_FOR_NOW:
        return Unavailable(retry_after=RETRY_AFTER)
    if isinstance(error, OperationFailure) and error.code in _TOO_LARGE:
        return TooLarge(_REFUSED_FOR_GOOD)
    return LrsError()


def reaches_mongodb(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Decorate a coroutine of the store so that it raises only errors of `lrs.errors`."""

    @functools.wraps(method)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await method(*args, **kwargs)
        except PyMongoError as error:
            raise translate(error) from error
        except DocumentTooLarge as error:
            raise TooLarge(_REFUSED_FOR_GOOD) from error

    return guarded


def streams_from_mongodb(method: Callable[P, AsyncIterator[T]]) -> Callable[P, AsyncIterator[T]]:
    """Decorate an async generator of the store so that it raises only errors of `lrs.errors`."""

    @functools.wraps(method)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        try:
            async for item in method(*args, **kwargs):
                yield item
        except PyMongoError as error:
            raise translate(error) from error
        except DocumentTooLarge as error:
            raise TooLarge(_REFUSED_FOR_GOOD) from error

    return guarded


# Interrupted by a shutdown or a step-down, or disk space below the limit.
_REFUSED_FOR_NOW = frozenset({91, 189, 11600, 11602, 10107, 13435, 14031})
_REFUSED_FOR_GOOD = "this is more than can be stored at once: send smaller batches"
# A document, or a transaction as a whole. What the driver itself refuses as too large is no PyMongoError.
_TOO_LARGE = frozenset({257, 388, 10334})
