"""What every test may use: a real MongoDB for the whole run, and one database for each test."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

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


class Databases:
    """The databases of one run, of which each test has one to itself.

    MongoDB keeps a database that was dropped for minutes, with all its files open: hundreds are too many. So
    a test gets one that another has left: it is empty, but has indexes.
    """

    def __init__(self, mongodb: MongoClient[dict[str, Any]]) -> None:
        self._mongodb = mongodb
        self._spare: list[str] = []

    @contextmanager
    def one(self) -> Iterator[str]:
        """Lend a database to whoever is in the context, by its name."""
        name = self._spare.pop() if self._spare else f"test_{secrets.token_hex(8)}"
        yield name
        for collection in self._mongodb[name].list_collection_names():
            self._mongodb[name][collection].delete_many({})
        self._spare.append(name)


@pytest.fixture(scope="session")
def databases(mongodb_uri: str) -> Iterator[Databases]:
    """Return the databases of this run, all reached by one connection: each costs a proof of the password."""
    with MongoClient[dict[str, Any]](mongodb_uri) as mongodb:
        yield Databases(mongodb)


@pytest.fixture
def settings(mongodb_uri: str, databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """Return settings with a database and a data folder that only this test has."""
    with databases.one() as database:
        yield Settings(data=tmp_path / "data", mongodb_uri=mongodb_uri, database=database)


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
