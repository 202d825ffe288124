"""What every test may use: a real MongoDB for the whole run, and one database for each test."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from lrs.secret import Secret, load_secret
from lrs.settings import Settings
from lrs.store.connection import Client, connected
from lrs.store.mongod import local_mongod
from lrs.store.store import Store, open_store
from tests.processes import Command, no_process_left

pytest_plugins = ["tests.service"]
SHARED = Path(os.environ.get("CME_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference data, or skip: the project stands alone without it."""
    if not SHARED.is_dir():
        pytest.skip(f"the reference data are not here ({SHARED}); CME_SHARED names another folder")
    return SHARED


@pytest.fixture(scope="session")
def mongodb_uri() -> Iterator[str]:
    """Return the URI of a MongoDB that lives as long as the test run."""
    with tempfile.TemporaryDirectory(prefix="cme-lrs-", dir=_memory()) as folder, asyncio.Runner() as runner:
        mongod = local_mongod(Path(folder))
        yield runner.run(mongod.__aenter__()).uri
        runner.run(mongod.__aexit__(None, None, None))


def _memory() -> Path | None:
    """Return a file system in memory, on which each test's database is made three times as fast, or None.

    What has to last through a crash is tested elsewhere, on a disk.
    """
    memory = Path("/dev/shm")  # noqa: S108
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 1024**3 else None


@pytest.fixture(scope="session")
def spare_databases() -> list[str]:
    """Return the names of the databases that no test uses at the moment; they are empty, but have indexes.

    MongoDB keeps a database that was dropped for minutes, with all its files open: hundreds are too many.
    """
    return []


@pytest.fixture
async def settings(mongodb_uri: str, spare_databases: list[str], tmp_path: Path) -> AsyncIterator[Settings]:
    """Return settings with a database and a data folder that only this test has."""
    database = spare_databases.pop() if spare_databases else f"test_{secrets.token_hex(8)}"
    yield Settings(data=tmp_path / "data", mongodb_uri=mongodb_uri, database=database)
    async with connected(mongodb_uri) as client:
        for collection in await client[database].list_collection_names():
            await client[database][collection].delete_many({})
    spare_databases.append(database)


@pytest.fixture
def secret(settings: Settings) -> Secret:
    """Return this test's secret."""
    return load_secret(settings.secret_path)


@pytest.fixture
async def client(mongodb_uri: str) -> AsyncIterator[Client]:
    """Return a connection to MongoDB."""
    async with connected(mongodb_uri) as connection:
        yield connection


@pytest.fixture
async def store(client: Client, settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Return the store of this test's own tenant."""
    async with open_store(client, settings, secret) as opened:
        yield opened


@pytest.fixture
def lrs(tmp_path: Path) -> Iterator[Command]:
    """Return the command `lrs` with a new data folder; when the test ends, no process of it may be left."""
    with no_process_left(tmp_path):
        yield Command(tmp_path / "data")
