"""The way to MongoDB: one client with the guarantees that everything here relies on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorClientSession, AsyncIOMotorDatabase
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError

from lrs.errors import OperatorError

Client = AsyncIOMotorClient[dict[str, Any]]
Database = AsyncIOMotorDatabase[dict[str, Any]]
Session = AsyncIOMotorClientSession


class ConnectionRefused(OperatorError):
    """MongoDB does not answer, or refuses what the service needs of it."""


@asynccontextmanager
async def connected(uri: str) -> AsyncIterator[Client]:
    """Connect to the MongoDB at `uri` and close the connection afterwards.

    A write is acknowledged when a majority has it in its journal, and a read sees all such writes and no
    others. Raises ConnectionRefused, with one sentence that says what to do, if the server does not answer,
    refuses the credentials, or is no replica set (transactions and change streams need one).
    """
    try:
        client: Client = AsyncIOMotorClient(
            uri,
            appname="cme-lrs",
            tz_aware=True,
            uuidRepresentation="standard",
            w="majority",
            journal=True,
            readConcernLevel="majority",
            readPreference="primary",
            serverSelectionTimeoutMS=5_000,
            timeoutMS=15_000,
        )
    except (ConfigurationError, InvalidURI, ValueError) as error:
        raise ConnectionRefused(f"LRS_MONGODB_URI cannot be used: {error}") from error
    try:
        await _require_replica_set(client)
        yield client
    finally:
        client.close()


async def _require_replica_set(client: Client) -> None:
    try:
        hello = await client.admin.command("hello")
        await client.admin.command("listDatabases", nameOnly=True)
    except OperationFailure as error:
        raise ConnectionRefused("MongoDB refuses the credentials of LRS_MONGODB_URI") from error
    except PyMongoError as error:
        raise ConnectionRefused("MongoDB does not answer at the address in LRS_MONGODB_URI") from error
    if "setName" not in hello:
        raise ConnectionRefused("LRS_MONGODB_URI must name a replica set; one member is enough")
