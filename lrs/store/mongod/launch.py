"""Starting the mongod process of a data folder, and ending it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from lrs.store.mongod.diagnosis import cannot_execute, did_not_start
from lrs.store.mongod.folder import DataFolder

HOST = "127.0.0.1"
REPLICA_SET = "rs0"

_OPLOG_MB = 512
_TRANSACTION_SECONDS = 20  # what a killed process left open keeps others from sending its statements again
_LEAST_CACHE_GB = 0.25  # mongod takes no less
_CACHE_SHARE = 0.25  # of the memory; by itself mongod would take half
_STOP_SECONDS = 60.0
_POLL_SECONDS = 0.02


async def launch(binary: Path, folder: DataFolder, port: int) -> None:
    """Start mongod and return when it accepts connections, which after a crash is after its recovery.

    mongod goes into the background by itself (`--fork`): it is nobody's child, has a session of its own that
    no Ctrl-C reaches, and outlives this process. Raises LocalMongodError when it does not start, of which
    PortTaken means that another port may do.
    """
    log_start = folder.rotate_log()
    # In a thread: uvloop would hand mongod the other end of its own pipe, and wait for that to close.
    starting = asyncio.create_task(asyncio.to_thread(_run, binary, _options(folder, port)))
    try:
        status, output = await asyncio.shield(starting)
    except asyncio.CancelledError:
        _send(signal.SIGTERM, folder)
        await asyncio.gather(starting, return_exceptions=True)
        await stop(folder)
        raise
    if status != 0:
        raise did_not_start(binary, folder, status, output + folder.log_from(log_start))


async def stop(folder: DataFolder) -> None:
    """End the folder's mongod, if it has one, and return when its files are closed."""
    if not folder.is_served():
        return
    _send(signal.SIGTERM, folder)
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await _released(folder)
    except TimeoutError:
        _send(signal.SIGKILL, folder)
        await _released(folder)


def _run(binary: Path, options: list[str]) -> tuple[int, str]:
    """Return the exit status and the output of the process that puts mongod into the background."""
    try:
        ended = subprocess.run(  # noqa: S603
            [binary, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C"},  # what it says is searched for English words
            check=False,
        )
    except OSError as error:
        raise cannot_execute(binary, error) from error
    return ended.returncode, ended.stdout


def _cache_gb() -> float:
    """Return how large MongoDB's cache may grow; small data makes a small one."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(_LEAST_CACHE_GB, round(memory / 1024**3 * _CACHE_SHARE, 2))


def _options(folder: DataFolder, port: int) -> list[str]:
    options = {
        "--dbpath": folder.dbpath,
        "--logpath": folder.log,
        "--bind_ip": HOST,
        "--port": port,
        "--replSet": REPLICA_SET,
        "--keyFile": folder.secret,
        "--oplogSize": _OPLOG_MB,
        "--wiredTigerCacheSizeGB": _cache_gb(),
    }
    parameters = {
        "enableLocalhostAuthBypass": 0,  # else any local process could make itself the first user
        "transactionLifetimeLimitSeconds": _TRANSACTION_SECONDS,
        "shutdownTimeoutMillisForSignaledShutdown": 0,  # there is no other member to hand over to
        "diagnosticDataCollectionEnabled": "false",
    }
    return [
        *(str(word) for pair in options.items() for word in pair),
        *(word for name, value in parameters.items() for word in ("--setParameter", f"{name}={value}")),
        *("--fork", "--logappend", "--nounixsocket", "--quiet"),
    ]


def _send(number: signal.Signals, folder: DataFolder) -> None:
    """Signal the mongod that holds the folder: the holder of its lock wrote its own process id there."""
    pid = folder.mongod_pid() if folder.is_served() else None
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


async def _released(folder: DataFolder) -> None:
    while folder.is_served():
        await asyncio.sleep(_POLL_SECONDS)
