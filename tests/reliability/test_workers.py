"""Several processes on one port: they answer as one, and none is missed for long."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector

from tests.policies import completion_policy, put_into_force
from tests.processes import Command, Service, eventually, make_key, no_process_left, processes_of
from tests.reliability.clients import awards
from tests.statements import MODULE, statement

TWO = ("serve", "--workers", "2", "--port", "0")


def workers(service: Service) -> set[int]:
    """Return the process ids of a service's workers."""
    return {pid for pid, command in processes_of(service.data).items() if "spawn_main" in command}


async def test_two_workers_store_read_and_award_as_one_service(tmp_path: Path) -> None:
    with no_process_left(tmp_path), Command(tmp_path / "data").service(*TWO) as service:
        assert len(workers(service)) == 2
        await put_into_force(service.data, completion_policy("module", MODULE))
        headers = await make_key(service.data, "all", "credits/read")
        # No connection is kept: each goes to whichever worker takes it.
        async with ClientSession(connector=TCPConnector(force_close=True), headers=headers) as session:
            sent = [statement() for _ in range(60)]
            answers = await asyncio.gather(*(_post(session, service, each) for each in sent))
            assert set(answers) == {200}
            for each in sent:
                assert await _read(session, service, each["id"]) == 200
            async with asyncio.timeout(30):
                while not await awards(session, service.url, "module"):
                    await asyncio.sleep(0.1)


async def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with no_process_left(tmp_path), Command(tmp_path / "data").service(*TWO) as service:
        before = workers(service)
        os.kill(min(before), signal.SIGKILL)
        eventually(lambda: len(workers(service) - before) == 1 or None, "another worker has taken its place")
        async with ClientSession() as session:
            for _ in range(10):
                async with session.get(f"{service.url}/readyz") as response:
                    assert response.status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_of_them(tmp_path: Path, number: signal.Signals) -> None:
    with no_process_left(tmp_path), Command(tmp_path / "data").service(*TWO) as service:
        assert service.started.stop(number) == 0


def test_workers_do_not_outlive_the_process_that_started_them(tmp_path: Path) -> None:
    with Command(tmp_path / "data").service(*TWO) as service:
        service.kill()
        eventually(lambda: not workers(service) or None, "the workers are gone")
    with no_process_left(tmp_path), Command(tmp_path / "data").service() as again:
        assert again.started.stop(signal.SIGTERM) == 0


def test_a_worker_that_cannot_start_is_told_in_one_sentence(tmp_path: Path) -> None:
    command = Command(tmp_path / "data", {"LRS_MONGODB_URI": "mongodb://127.0.0.1:1/"})
    assert "MongoDB does not answer" in command.refusal(*TWO)


async def _post(session: ClientSession, service: Service, sent: dict[str, Any]) -> int:
    async with session.post(service.statements, json=sent) as response:
        return response.status


async def _read(session: ClientSession, service: Service, statement_id: str) -> int:
    async with session.get(service.statements, params={"statementId": statement_id}) as response:
        return response.status
