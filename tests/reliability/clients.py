"""Clients of a service that comes and goes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout

from tests.processes import PATIENCE
from tests.statements import statement

TIMEOUT = 25.0
"""Seconds after which a client gives up: longer than the service may keep it waiting."""


@dataclass(slots=True)
class Poster:
    """Posts completions, each of a learner of its own, and remembers which of them were acknowledged.

    `sent` gives the learner of each statement; `answers` counts by status, with 0 for a broken connection.
    """

    address: str
    headers: dict[str, str]
    sent: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    longest: float = 0.0

    @asynccontextmanager
    async def posting(self, clients: int = 1) -> AsyncIterator[None]:
        """Post for as long as the context lasts."""
        async with asyncio.timeout(2 * PATIENCE), asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._post_on()) for _ in range(clients)]
            yield
            for task in tasks:
                task.cancel()

    async def _post_on(self) -> None:
        async with ClientSession(headers=self.headers, timeout=ClientTimeout(TIMEOUT)) as session:
            while True:
                await self._post(session)
                await asyncio.sleep(0.01)

    async def _post(self, session: ClientSession) -> None:
        mbox = f"mailto:learner{len(self.sent)}@hospital.example"
        sent = statement(actor={"mbox": mbox})
        self.sent[sent["id"]] = f"mbox:{mbox}"
        started = time.monotonic()
        try:
            async with session.post(self.address, json=sent) as response:
                self.answers[response.status] += 1
                if response.status == 200:
                    self.acknowledged.add(sent["id"])
                if response.status == 503:
                    assert response.headers["Retry-After"].isdigit()
        except ClientConnectionError:
            self.answers[0] += 1
        self.longest = max(self.longest, time.monotonic() - started)


async def get(session: ClientSession, address: str) -> Any:
    """Return the JSON at an address."""
    async with session.get(address) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def stored_ids(session: ClientSession, url: str) -> list[str]:
    """Return the ids of all statements that are not voided."""
    ids: list[str] = []
    more = "/xapi/statements"
    while more:
        page = await get(session, url + more)
        ids += [found["id"] for found in page["statements"]]
        more = page["more"]
    return ids


async def awards(session: ClientSession, url: str, policy: str) -> list[dict[str, Any]]:
    """Return every award by a policy."""
    found: list[dict[str, Any]] = []
    more = f"/api/awards?policy={policy}"
    while more:
        page = await get(session, url + more)
        found += page["awards"]
        more = page["more"]
    return found


async def ledger(session: ClientSession, url: str) -> dict[str, Any]:
    """Return every award with all of its entries, by award id."""
    known = (await get(session, f"{url}/api/awards"))["awards"]
    return {award["id"]: await get(session, f"{url}/api/awards/{award['id']}") for award in known}
