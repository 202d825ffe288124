"""The service as client libraries know it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tincan import RemoteLRS

from lrs.demo.clients import Endpoint
from lrs.store.store import Store
from tests.clients.nodejs import FETCH, TINCANJS, WRAPPER, Client, installed_packages, running_client
from tests.service import Http


@pytest.fixture
async def endpoint(http: Http, running: Store) -> Endpoint:
    """Return the address of the running service and a credential for all of xAPI."""
    key, secret = await running.keys.create("client", ["all"])
    return Endpoint(str(http.make_url("/")).rstrip("/"), key.key, secret)


@pytest.fixture
def remote(endpoint: Endpoint) -> Any:
    """Return tincan's own idea of the service."""
    return RemoteLRS(endpoint=endpoint.xapi, version="1.0.3", username=endpoint.key, password=endpoint.secret)


@pytest.fixture(scope="session")
def packages() -> Path:
    """Return the folder with the client libraries for JavaScript."""
    return installed_packages()


@pytest.fixture(params=[TINCANJS, FETCH, WRAPPER])
async def client(request: pytest.FixtureRequest, packages: Path, endpoint: Endpoint) -> AsyncIterator[Client]:
    """Return each client library for JavaScript in turn, with the service as its LRS."""
    async with running_client(request.param, endpoint, packages) as client:
        yield client
