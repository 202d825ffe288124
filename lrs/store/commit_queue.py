"""What waits to be committed, in the order in which it came."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from lrs.errors import Overloaded, Unavailable
from lrs.store.faults import RETRY_AFTER
from lrs.store.submission import Submission

LONGEST: Final = 20_000
"""Statements that may wait; one submission may be longer, but then it waits alone."""
GROUP: Final = 1_000
"""Statements from which no more are put together."""
GROUP_BYTES: Final = 4 * 1024 * 1024
"""Bytes of statements from which no more are put together."""
_SOON: Final = 1
"""Seconds that a client is asked to wait when the queue is full."""


class CommitQueue:
    """Submissions that wait, and what takes them in groups."""

    def __init__(self) -> None:
        """Make an empty queue that is open."""
        self._waiting: deque[Submission] = deque()
        self._statements = 0
        self._open = True
        self._news = asyncio.Event()

    def put(self, submission: Submission) -> None:
        """Have a submission wait. Raises Overloaded if the queue is full, and Unavailable if it is closed."""
        if not self._open:
            raise Unavailable("the service is stopping: send the request again", retry_after=RETRY_AFTER)
        if self._waiting and self._statements + len(submission.batch) > LONGEST:
            raise Overloaded(retry_after=_SOON)
        self._waiting.append(submission)
        self._statements += len(submission.batch)
        self._news.set()

    def withdraw(self, submission: Submission) -> bool:
        """Remove a submission that still waits; return whether it did."""
        if submission not in self._waiting:
            return False
        self._waiting.remove(submission)
        self._statements -= len(submission.batch)
        return True

    async def take(self, least: int = 0) -> list[Submission]:
        """Wait for so many statements at `least` and return the submissions that fit into one commit.

        No two in a group have an id in common, and one with an upload makes a group of its own. There are
        none once all is done and the queue is closed.
        """
        while self._open and not (self._waiting and self._statements >= least):
            self._news.clear()
            await self._news.wait()
        group: list[Submission] = []
        room = _Room()
        while self._waiting and room.takes(self._waiting[0]):
            group.append(self._waiting.popleft())
        self._statements -= sum(len(each.batch) for each in group)
        return group

    def close(self) -> None:
        """Take no more; what waits is still handed out."""
        self._open = False
        self._news.set()


class _Room:
    """How much more a group may take."""

    def __init__(self) -> None:
        self._ids: set[object] = set()
        self._bytes = 0
        self._alone = False

    def takes(self, submission: Submission) -> bool:
        """Reserve room for a submission if there is enough; the first one always fits."""
        ids, size, alone = submission.ids, submission.size, submission.upload is not None
        fits = len(self._ids) + len(ids) <= GROUP and self._bytes + size <= GROUP_BYTES
        apart = self._alone or alone or not self._ids.isdisjoint(ids)
        if self._ids and (apart or not fits):
            return False
        self._ids |= ids
        self._bytes += size
        self._alone = alone
        return True
