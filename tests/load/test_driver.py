"""The load generator counts what really happened."""

from __future__ import annotations

import asyncio

import pytest

from lrs.load.driver import drive
from lrs.load.errors import LoadFailed
from lrs.load.figures import Figures
from lrs.load.target import Target
from lrs.store.mongod import free_port
from tests.load.servers import Answer, always, answering, hang_up, never, response

SECONDS = 0.2


async def driven(answer: Answer, connections: int = 3, patience: float = 5.0) -> Figures:
    async with answering(answer) as target:
        return await drive(target, [target.post(b"{}"), target.get({})], connections, SECONDS, patience)


async def test_every_answer_counts_once() -> None:
    answered = 0

    async def answer(writer: asyncio.StreamWriter) -> None:
        nonlocal answered
        answered += 1
        writer.write(response("200 OK"))

    figures = await driven(answer)
    assert (figures.answered, figures.failures) == (answered, {})
    assert answered > 3


async def test_one_request_is_under_way_on_each_connection() -> None:
    most = now = 0

    async def answer(writer: asyncio.StreamWriter) -> None:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        writer.write(response("200 OK"))

    figures = await driven(answer, connections=7)
    assert most == 7
    assert figures.median is not None
    assert figures.median >= 20
    assert figures.rate <= 7 / 0.02


async def test_an_answer_ends_with_its_last_byte() -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        whole = response("200 OK", bytes(100_000))
        writer.write(whole[:50_000])
        await asyncio.sleep(0.05)
        writer.write(whole[50_000:])

    figures = await driven(answer)
    assert figures.median is not None
    assert figures.median >= 50


async def test_a_server_that_closes_each_connection_is_measured_over_new_ones() -> None:
    figures = await driven(always(response("200 OK", b"[]", "Connection: close")))
    assert figures.answered > 3
    assert figures.failures == {}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (always(response("503 Service Unavailable")), "503"),
        (hang_up, "connection lost"),
        (always(b"SSH-2.0-OpenSSH_9.6\r\n"), "not HTTP"),
    ],
)
async def test_what_is_no_success_is_counted_apart(answer: Answer, why: str) -> None:
    figures = await driven(answer)
    assert (figures.answered, figures.median) == (0, None)
    assert set(figures.failures) == {why}


async def test_an_answer_that_never_comes_is_not_waited_for_beyond_patience() -> None:
    async with asyncio.timeout(5):
        figures = await driven(never, connections=4, patience=0.1)
    assert (figures.answered, figures.failures) == (0, {"no answer": 4})


async def test_where_nobody_listens_that_is_said() -> None:
    target = Target(f"http://127.0.0.1:{free_port()}/statements", {})
    with pytest.raises(LoadFailed, match=rf"cannot connect to {target.url}: .+"):
        await drive(target, [target.get({})], 3, SECONDS)
