"""Making a running mongod a replica set of one member, with the service as its one user."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote_plus

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import OperationFailure

from lrs.store.mongod.launch import HOST, REPLICA_SET

_USER = "lrs"
_ROLES = ["readWriteAnyDatabase", "dbAdminAnyDatabase", "clusterMonitor"]
_SELECTION_MS = 5_000
_POLL_SECONDS = 0.02

AUTHENTICATION_FAILED = 18
_NOT_YET_INITIALIZED = 94
_USER_ALREADY_EXISTS = 51003


def service_uri(port: int, secret: str) -> str:
    """Return the URI by which the service reaches its replica set. It holds the secret."""
    return f"mongodb://{_USER}:{quote_plus(secret)}@{HOST}:{port}/?replicaSet={REPLICA_SET}&authSource=admin"


async def set_up(port: int, secret: str) -> int:
    """Make the mongod on `port` take the service's reads and writes, and return its process id.

    Doing it again changes nothing. Knowing the secret, both sides prove to each other who they are (SCRAM):
    OperationFailure with AUTHENTICATION_FAILED means that the mongod there is not this folder's. Raises
    PyMongoError when it cannot be reached.
    """
    async with _connected(port, "__system", secret, "local") as system:
        await _configure(system, f"{HOST}:{port}")
        await _become_primary(system)
        await _admit_service(system, port, secret)
        return int((await system.admin.command("serverStatus"))["pid"])


@asynccontextmanager
async def _connected(
    port: int, user: str, secret: str, source: str
) -> AsyncIterator[AsyncIOMotorClient[dict[str, Any]]]:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        HOST,
        port,
        username=user,
        password=secret,
        authSource=source,
        directConnection=True,
        serverSelectionTimeoutMS=_SELECTION_MS,
    )
    try:
        yield client
    finally:
        client.close()


async def _configure(system: AsyncIOMotorClient[dict[str, Any]], address: str) -> None:
    """Name the one member by its present address: the port may have changed since the last start."""
    config = await system.local["system.replset"].find_one()
    member = {"_id": 0, "host": address}
    if config is None:
        await system.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
    elif config["members"][0]["host"] != address:
        config["version"] += 1
        config["members"][0]["host"] = address
        await _until_config_is_loaded(system)
        await system.admin.command("replSetReconfig", config, force=True)


async def _until_config_is_loaded(system: AsyncIOMotorClient[dict[str, Any]]) -> None:
    """Wait while mongod looks for itself at its former address.

    That takes half a minute if a program there accepts connections and says nothing.
    """
    while True:
        try:
            await system.admin.command("replSetGetConfig")
        except OperationFailure as error:
            if error.code != _NOT_YET_INITIALIZED:
                raise
            await asyncio.sleep(_POLL_SECONDS)
        else:
            return


async def _become_primary(system: AsyncIOMotorClient[dict[str, Any]]) -> None:
    while not (await system.admin.command("hello")).get("isWritablePrimary"):
        await asyncio.sleep(_POLL_SECONDS)


async def _admit_service(system: AsyncIOMotorClient[dict[str, Any]], port: int, secret: str) -> None:
    """Give the service its user, or the present secret to the user that it has."""
    if await _is_admitted(port, secret):
        return
    try:
        await system.admin.command("createUser", _USER, pwd=secret, roles=_ROLES)
    except OperationFailure as error:
        if error.code != _USER_ALREADY_EXISTS:
            raise
        await system.admin.command("updateUser", _USER, pwd=secret, roles=_ROLES)


async def _is_admitted(port: int, secret: str) -> bool:
    async with _connected(port, _USER, secret, "admin") as service:
        try:
            await service.admin.command("ping")
        except OperationFailure as error:
            if error.code != AUTHENTICATION_FAILED:
                raise
            return False
        return True
