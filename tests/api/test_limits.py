"""What the service takes at the most, and what it says beyond that."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from tests.service import VERSION, Headers, Http
from tests.statements import statement


@pytest.fixture
async def http(aiohttp_client: AiohttpClient, settings: Settings) -> Http:
    """Return a client of a service that takes 10,000 bytes and answers with 5 statements at the most."""
    return await aiohttp_client(create_app(replace(settings, max_body=10_000, page_size=5)), headers=VERSION)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_a_larger_body_is_refused_also_when_it_only_is_large_once_unpacked(
    http: Http, content: Headers, encoding: str
) -> None:
    body = b" " * 20_000
    sent = gzip.compress(body) if encoding == "gzip" else body
    headers = content | {"Content-Type": "application/json", "Content-Encoding": encoding}
    response = await http.post("/xapi/statements", data=sent, headers=headers)
    assert response.status == 413
    assert "10000 bytes" in (await response.json())["error"]["message"]


async def test_a_body_of_unknown_length_is_refused_as_soon_as_it_is_too_large(
    http: Http, content: Headers
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b" " * 1_000

    headers = content | {"Content-Type": "application/json"}
    response = await http.post("/xapi/statements", data=endless(), headers=headers)
    assert response.status == 413


async def test_a_page_has_no_more_statements_than_the_settings_say(http: Http, content: Headers) -> None:
    batch = [statement() for _ in range(7)]
    assert (await http.post("/xapi/statements", json=batch, headers=content)).status == 200
    for limit in ("0", "6", "1000"):
        response = await http.get("/xapi/statements", params={"limit": limit}, headers=content)
        assert len((await response.json())["statements"]) == 5
