"""More requests at once than the service takes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from tests.service import VERSION, Headers, Http
from tests.statements import statement


@pytest.fixture
async def http(aiohttp_client: AiohttpClient, settings: Settings) -> Http:
    """Return a client of a service that answers two requests at a time."""
    return await aiohttp_client(create_app(replace(settings, max_requests=2)), headers=VERSION)


async def test_requests_beyond_are_asked_to_come_back_and_none_is_half_done(
    http: Http, content: Headers
) -> None:
    sent = [statement() for _ in range(12)]
    answers = await asyncio.gather(
        *(http.post("/xapi/statements", json=each, headers=content) for each in sent)
    )
    refused = [answer for answer in answers if answer.status == 503]
    assert {answer.status for answer in answers} == {200, 503}
    for answer in refused:
        assert answer.headers["Retry-After"] == "1"
        assert (await answer.json())["error"]["code"] == "overloaded"
    page = await (await http.get("/xapi/statements", headers=content)).json()
    accepted = {each["id"] for each, answer in zip(sent, answers, strict=True) if answer.status == 200}
    assert {each["id"] for each in page["statements"]} == accepted


async def test_it_says_that_it_is_alive_all_the_same(http: Http, content: Headers) -> None:
    busy = [http.get("/xapi/statements", headers=content) for _ in range(6)]
    answers = await asyncio.gather(http.get("/healthz"), *busy, http.get("/healthz"))
    assert (answers[0].status, answers[-1].status) == (200, 200)


async def test_a_refused_request_leaves_its_place_to_the_next(http: Http, content: Headers) -> None:
    for _ in range(5):
        assert (await http.get("/xapi/statements?foo=1", headers=content)).status == 400
    assert (await http.get("/xapi/statements", headers=content)).status == 200
