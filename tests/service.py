"""The service as its clients see it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import encode_basic_auth, web
from aiohttp.test_utils import TestClient, TestServer
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from lrs.api.services import SERVICES
from lrs.store.store import Store

VERSION = {"X-Experience-API-Version": "1.0.3"}
Headers = dict[str, str]
MakeKey = Callable[..., Awaitable[Headers]]
Http = TestClient[web.Request, web.Application]


@pytest.fixture
async def http(aiohttp_client: AiohttpClient, settings: Settings) -> Http:
    """Return a client of a running service that speaks xAPI 1.0.3."""
    return await aiohttp_client(create_app(settings), headers=VERSION)


@pytest.fixture
async def bare(http: Http) -> AsyncIterator[Http]:
    """Return a client of the same service that names no version by itself."""
    assert isinstance(http.server, TestServer)
    async with TestClient(http.server) as client:
        yield client


@pytest.fixture
def running(http: Http) -> Store:
    """Return the store of the running service."""
    return http.app[SERVICES].store


@pytest.fixture
def make_key(running: Store) -> MakeKey:
    """Return a function that makes a credential with the scopes given, as the header to send."""

    async def make(*scopes: str) -> Headers:
        key, secret = await running.keys.create("test", scopes)
        return {"Authorization": encode_basic_auth(key.key, secret)}

    return make


@pytest.fixture
async def content(make_key: MakeKey) -> Headers:
    """Return a credential that may do everything that xAPI offers."""
    return await make_key("all")
