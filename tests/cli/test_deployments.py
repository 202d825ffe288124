"""The commands with a MongoDB of the user's own."""

from __future__ import annotations

import json
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lrs.store.connection import connected
from lrs.store.mongod import free_port
from lrs.store.mongod.binary import find_mongod
from tests.policies import completion_policy
from tests.processes import Command
from tests.statements import statement


async def test_the_commands_work_in_the_database_that_is_named(lrs: Command, mongodb_uri: str) -> None:
    database = f"test_{secrets.token_hex(8)}"
    own = Command(lrs.data, {"LRS_MONGODB_URI": mongodb_uri, "LRS_DATABASE": database})
    try:
        own.output("policies", "activate", own.file("sepsis.yaml", completion_policy()))
        own.output("import", "-", stdin=json.dumps([statement()]).encode())
        assert own.output("credits", "recompute") == "1 ledger entry written.\n"
        assert len(json.loads(own.output("credits", "list", "--json"))) == 1
        assert {path.name for path in own.data.iterdir()} == {"service.secret", "ledger.key"}
    finally:
        async with connected(mongodb_uri) as client:
            await client.drop_database(database)


@contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """Run a MongoDB that is no replica set and yield its URI."""
    port = free_port()
    process = subprocess.Popen(
        [find_mongod(), "--dbpath", folder, "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"mongodb://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def test_a_mongodb_that_is_no_replica_set_is_refused(lrs: Command, tmp_path: Path) -> None:
    with standalone(tmp_path) as uri:
        own = Command(lrs.data, {"LRS_MONGODB_URI": uri})
        assert own.refusal("keys", "list") == "LRS_MONGODB_URI must name a replica set; one member is enough"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"LRS_MONGODB_URI": "postgres://127.0.0.1/"}, "LRS_MONGODB_URI cannot be used: Invalid URI scheme"),
        (
            {"LRS_MONGODB_URI": "mongodb://127.0.0.1:1/?replicaSet=rs0"},
            "MongoDB does not answer at the address in LRS_MONGODB_URI",
        ),
        ({"LRS_PAGE_SIZE": "many"}, "LRS_PAGE_SIZE must be a whole number above 0, not 'many'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    lrs: Command, environment: dict[str, str], sentence: str
) -> None:
    assert Command(lrs.data, environment).refusal("keys", "list").startswith(sentence)


def test_wrong_credentials_are_refused_without_showing_them(lrs: Command, mongodb_uri: str) -> None:
    before, _, behind = mongodb_uri.partition("@")
    wrong = f"{before.rpartition(':')[0]}:a-wrong-password@{behind}"
    refusal = Command(lrs.data, {"LRS_MONGODB_URI": wrong}).refusal("keys", "list")
    assert refusal == "MongoDB refuses the credentials of LRS_MONGODB_URI"
