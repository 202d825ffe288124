from __future__ import annotations

import asyncio
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import ClientSession

from tests.policies import completion_policy, put_into_force
from tests.processes import PATIENCE, Command, Service, make_key
from tests.reliability.clients import TIMEOUT, Poster, awards, stored_ids


@contextmanager
def kept_from_starting_mongod(data: Path) -> Iterator[None]:
    """Hold the lock that whoever starts mongod needs."""
    with (data / "start.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


async def ready(session: ClientSession, service: Service, status: int) -> None:
    """Wait until /readyz answers with a status."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with session.get(f"{service.url}/readyz") as response:
                assert response.status in {200, 503}
                if response.status == status:
                    return
            await asyncio.sleep(0.05)


async def refused(poster: Poster) -> None:
    """Wait until a client was told to come back later: a short absence of mongod is waited out for it."""
    async with asyncio.timeout(TIMEOUT):
        while not poster.answers[503]:
            await asyncio.sleep(0.05)


async def require_all(session: ClientSession, service: Service, poster: Poster) -> None:
    """Require every acknowledged statement once, nothing that was not sent, and an award for each learner."""
    ids = await stored_ids(session, service.url)
    assert len(ids) == len(set(ids))
    assert poster.acknowledged <= set(ids) <= poster.sent.keys()
    async with asyncio.timeout(PATIENCE):
        while not {poster.sent[each] for each in ids} <= set(learners := await awarded(session, service)):
            await asyncio.sleep(0.1)
    assert len(learners) == len(set(learners))
    assert set(learners) <= set(poster.sent.values())


async def awarded(session: ClientSession, service: Service) -> list[str]:
    """Return the learner of each award."""
    found = await awards(session, service.url, "sepsis")
    assert {(award["state"], award["number"], award["amount"]) for award in found} <= {("granted", 1, "1.00")}
    return [award["learner"] for award in found]


async def test_while_mongod_is_down_clients_are_told_to_come_back_and_nothing_acknowledged_is_lost(
    lrs: Command,
) -> None:
    with lrs.service() as service:
        headers = await make_key(lrs.data, "all", "credits/read")
        await put_into_force(lrs.data, completion_policy())
        poster = Poster(service.statements, headers)
        before = service.mongod_pid
        async with ClientSession(headers=headers) as session:
            async with poster.posting(clients=8):
                await asyncio.sleep(1)
                with kept_from_starting_mongod(lrs.data):
                    os.kill(before, signal.SIGKILL)
                    await ready(session, service, 503)
                    await refused(poster)
                await ready(session, service, 200)
                await asyncio.sleep(1)
            assert service.mongod_pid != before
            assert set(+poster.answers) == {200, 503}
            assert poster.longest < TIMEOUT
            await require_all(session, service, poster)
