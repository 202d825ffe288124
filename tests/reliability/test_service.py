from __future__ import annotations

import asyncio
import base64
import json
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.policies import completion_policy, put_into_force
from tests.processes import Command, Service, make_key, no_process_left, processes_of
from tests.reliability.clients import Poster, awards
from tests.statements import statement


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return a service that the tests of this module share."""
    folder = tmp_path_factory.mktemp("service")
    with no_process_left(folder), Command(folder / "data").service() as service:
        yield service


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def log_lines(service: Service) -> list[dict[str, Any]]:
    return [json.loads(line) for line in service.started.complaint().splitlines()]


async def test_it_says_that_it_is_alive_and_ready(running: Service, session: ClientSession) -> None:
    for path in ("/healthz", "/readyz"):
        async with session.get(running.url + path) as response:
            assert response.status == 200


@pytest.mark.parametrize("sent", [None, "batch-7.of_9", "not valid"])
async def test_a_request_is_logged_under_the_id_that_its_answer_carries(
    running: Service, session: ClientSession, sent: str | None
) -> None:
    headers = {"X-Request-ID": sent} if sent else {}
    async with session.get(f"{running.url}/healthz", headers=headers) as response:
        answered = response.headers["X-Request-ID"]
    assert (answered == sent) == (sent == "batch-7.of_9")
    [line] = [line for line in log_lines(running) if line.get("request") == answered]
    assert (line["level"], line["method"], line["path"], line["status"]) == ("INFO", "GET", "/healthz", 200)


async def test_no_secret_is_in_the_log_or_on_the_command_line(
    running: Service, session: ClientSession
) -> None:
    headers = await make_key(running.data, "all")
    async with session.post(running.statements, headers=headers, json=statement()) as response:
        assert response.status == 200
    wrong = headers | {"Authorization": headers["Authorization"][:-8] + "AAAAAAA="}
    async with session.post(running.statements, headers=wrong, json=statement()) as response:
        assert response.status == 401
    credentials = headers["Authorization"].removeprefix("Basic ")
    secrets = [
        credentials,
        base64.b64decode(credentials).decode().partition(":")[2],
        (running.data / "secret").read_text(),
        (running.data / "service.secret").read_text(),
    ]
    command_lines = "".join(path.read_text() for path in _command_lines(running))
    for secret in secrets:
        assert secret not in running.started.complaint() + running.started.said() + command_lines


def _command_lines(service: Service) -> list[Path]:
    return [Path(f"/proc/{pid}/cmdline") for pid in (service.started.process.pid, service.mongod_pid)]


async def test_credit_follows_although_statements_keep_coming(running: Service) -> None:
    headers = await make_key(running.data, "all", "credits/read")
    await put_into_force(running.data, completion_policy())
    poster = Poster(running.statements, headers)
    async with ClientSession(headers=headers) as session, poster.posting(), asyncio.timeout(10):
        while not await awards(session, running.url, "sepsis"):
            await asyncio.sleep(0.05)


def test_a_second_service_on_the_same_folder_says_who_has_it(running: Service) -> None:
    refusal = Command(running.data).refusal("serve", "--port", "0")
    assert refusal == (
        f"the data folder {running.data} is in use by another service (pid {running.started.process.pid})"
    )


def test_a_service_on_a_port_that_is_taken_says_so(running: Service, lrs: Command) -> None:
    port = running.url.rpartition(":")[2]
    refusal = lrs.refusal("serve", "--port", port)
    assert refusal.startswith(f"port {port} of 127.0.0.1 is in use by another program")


def test_an_address_that_is_not_of_this_machine_is_named(lrs: Command) -> None:
    assert lrs.refusal("serve", "--host", "192.0.2.1").startswith("cannot listen on 192.0.2.1 port 8080: ")


def test_a_service_ends_well_on_ctrl_c(lrs: Command) -> None:
    with lrs.service() as service:
        assert service.started.stop(signal.SIGINT) == 0
        assert "Traceback" not in service.started.complaint()
        assert not processes_of(lrs.data)


async def test_a_request_in_flight_is_finished_before_the_service_ends(
    lrs: Command, session: ClientSession
) -> None:
    batch = json.dumps([statement() for _ in range(20)]).encode()
    told = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield batch[:1000]
        await told.wait()
        for start in range(1000, len(batch), 1000):
            await asyncio.sleep(0.05)
            yield batch[start : start + 1000]

    with lrs.service() as service:
        headers = await make_key(lrs.data, "all") | {"Content-Type": "application/json"}
        answer = asyncio.create_task(_post(session, service, headers, slowly()))
        await asyncio.sleep(0.3)
        service.started.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        told.set()
        status, ids = await answer
        assert (status, len(ids)) == (200, 20)
        assert await asyncio.to_thread(service.started.process.wait, 30) == 0


async def _post(
    session: ClientSession, service: Service, headers: dict[str, str], body: AsyncIterator[bytes]
) -> tuple[int, list[str]]:
    async with session.post(service.statements, headers=headers, data=body) as response:
        return response.status, await response.json()
