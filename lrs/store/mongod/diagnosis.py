"""Why mongod did not start, in one sentence, from what it and the system left behind."""

from __future__ import annotations

import platform
import re
import shutil
import signal
from pathlib import Path
from typing import Any

import msgspec

from lrs.store.mongod.errors import LocalMongodError, PortTaken
from lrs.store.mongod.folder import DataFolder

_ANOTHER = "install a mongod that fits this machine"
_INSTEAD = "or set LRS_MONGODB_URI to a replica set of your own"

_FULL_DISK_BYTES = 1024 * 1024

# Debian's and Ubuntu's names: the packaged binary is built for them.
_PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
}

# The log's errors and fatal errors (its other lines may hold the same words), and what comes before the log.
_FAULT = re.compile(r'"s":"[EF]"|^Error ')

_DATA_FAULTS = {
    r"No space left on device": "the disk of {data} is full",
    r"Read-only file system": "{data} is on a read-only file system",
    r"Permission denied|Operation not permitted": "this user may not write to {data}",
    r"Unable to lock the lock file": "another mongod is already running on {data}",
    r"WT_TRY_SALVAGE|database corruption": "the data in {data} is damaged: restore a backup",
    r"UPGRADE PROBLEM|too recent to start|WiredTiger file version|compatibility version": (
        "the data in {data} was written by a version of MongoDB that {binary} cannot read, "
        "probably a newer one: put the mongod of that version on PATH"
    ),
}


class _Line(msgspec.Struct):
    """One line of mongod's log."""

    msg: str
    attr: dict[str, Any] = {}


def cannot_execute(binary: Path, error: OSError) -> LocalMongodError:
    """Explain why the system would not run the file at all."""
    if isinstance(error, FileNotFoundError):
        reason = "its program loader is missing (it is built for Linux with glibc)"
    elif isinstance(error, PermissionError):
        reason = "this user may not execute it"
    else:
        reason = f"it is not built for this processor ({platform.machine()})"
    return LocalMongodError(f"cannot run {binary}: {reason}; {_ANOTHER}, {_INSTEAD}")


def did_not_start(binary: Path, folder: DataFolder, status: int, said: str) -> LocalMongodError:
    """Explain the end of a mongod.

    `status` is its exit status, or minus the number of the signal that ended it; `said` is what it printed
    and what it added to its log.
    """
    faults = [line for line in said.splitlines() if _FAULT.search(line)]
    if any("Address already in use" in line for line in faults):
        return PortTaken("another program listens on the port of the local mongod")
    sentence = (
        _loader_fault(binary, said)
        or _processor_fault(binary, status)
        or _data_fault(binary, folder, faults)
        or _other_fault(binary, folder, status, faults)
    )
    return LocalMongodError(sentence)


def _loader_fault(binary: Path, said: str) -> str | None:
    if found := re.search(r"error while loading shared libraries: ([^\s:]+)", said):
        package = _PACKAGES.get(found[1])
        remedy = f"install {package} (`apt install {package}`)" if package else "install it"
        return f"{binary} needs the shared library {found[1]}, which is missing: {remedy}, {_INSTEAD}"
    if found := re.search(r"version `(\S+)' not found", said):
        return f"{binary} needs {found[1]}, which this system is too old for: {_ANOTHER}, {_INSTEAD}"
    return None


def _processor_fault(binary: Path, status: int) -> str | None:
    if status != -signal.SIGILL:
        return None
    return f"{binary} needs a processor with AVX instructions, which this one lacks: {_ANOTHER}, {_INSTEAD}"


def _data_fault(binary: Path, folder: DataFolder, faults: list[str]) -> str | None:
    for pattern, sentence in _DATA_FAULTS.items():
        if any(re.search(pattern, line) for line in faults):
            return f"{sentence.format(data=folder.dbpath, binary=binary)}; mongod's log is {folder.log}"
    # A full disk takes no log either.
    full = shutil.disk_usage(folder.root).free < _FULL_DISK_BYTES
    return f"the disk of {folder.dbpath} is full" if full else None


def _other_fault(binary: Path, folder: DataFolder, status: int, faults: list[str]) -> str:
    reason = f": {_described(faults[0])}" if faults else ""
    return f"{binary} ended before it was ready, with status {status}{reason}; its log is {folder.log}"


def _described(fault: str) -> str:
    """Say in plain words what a line of the log says in JSON."""
    try:
        line = msgspec.json.decode(fault, type=_Line)
    except msgspec.DecodeError:
        return fault
    error = line.attr.get("error")
    detail = error.get("errmsg") if isinstance(error, dict) else error
    return f"{line.msg}: {detail}" if detail else line.msg
