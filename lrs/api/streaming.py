"""Answers that are sent while they are still being made."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from lrs.errors import LrsError

log = logging.getLogger(__name__)


@contextmanager
def begun(request: web.Request) -> Iterator[None]:
    """Break the connection where an answer that has begun cannot be ended: nothing else tells the client."""
    try:
        yield
    except ConnectionResetError:
        log.info("the client has gone before the end of the answer")
    except LrsError as error:
        log.warning("an answer is broken off: %s", error, exc_info=error.__cause__)
        if request.transport is not None:
            request.transport.abort()
