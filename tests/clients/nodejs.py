"""Client libraries for JavaScript, each in a Node process that does with it what a test says."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lrs.demo.clients import Endpoint

SCRIPTS = Path(__file__).with_name("node")
INSTALLED = Path(__file__).parents[2] / "build" / "node"
UNREACHABLE = re.compile(r"code (ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)")
TINCANJS, IN_BROWSER = "tincanjs", "tincanjs-browser"
FETCH, AXIOS = "xapi fetch", "xapi axios"
WRAPPER = "adl-xapiwrapper"
PATIENCE = 30.0
"""Seconds that one step may take, on a machine that has other work too."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that a library sent, with the status that it was answered with."""

    method: str
    path: str
    status: int


@dataclass(slots=True)
class Client:
    """A client library that runs; `sent` are all its requests, in order."""

    process: Process
    sent: list[Sent] = field(default_factory=list)

    async def __call__(self, operation: str, argument: Any = None) -> Any:
        """Let the library do something and return what it hands to its caller."""
        answer = await self._step(operation, argument)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    async def refused(self, operation: str, argument: Any = None) -> int:
        """Let the library do something that it reports as failed; return the status that told it so."""
        answer = await self._step(operation, argument)
        assert "error" in answer, answer
        assert answer["requests"], answer["error"]
        return self.sent[-1].status

    async def _step(self, operation: str, argument: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([operation, argument]).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            line = await self.process.stdout.readline()
        assert line, f"{operation}: the process has ended"
        answer: dict[str, Any] = json.loads(line)
        self.sent += (Sent(**request) for request in answer["requests"])
        return answer


@asynccontextmanager
async def running_client(program: str, endpoint: Endpoint, packages: Path) -> AsyncIterator[Client]:
    """Run `program`, the name of a script and its arguments, for a service."""
    script, *arguments = program.split()
    environment = os.environ | {
        "NODE_PATH": str(packages),
        "NODE_NO_WARNINGS": "1",
        "ENDPOINT": endpoint.xapi,
        "KEY": endpoint.key,
        "SECRET": endpoint.secret,
    }
    process = await asyncio.create_subprocess_exec(
        "node", SCRIPTS / f"{script}.js", *arguments, stdin=PIPE, stdout=PIPE, env=environment
    )
    try:
        yield Client(process)
    finally:
        assert process.stdin
        process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await process.wait()


def only(*programs: str) -> pytest.MarkDecorator:
    """Run a test with these libraries, where not all offer what it is about or some do it differently."""
    return pytest.mark.parametrize("client", programs, indirect=True)


def installed_packages() -> Path:
    """Return the folder of the locked packages, installed at first use, or skip where that cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("the client libraries for JavaScript need node and npm, which are not installed here")
    lock = hashlib.sha256((SCRIPTS / "package-lock.json").read_bytes()).hexdigest()
    folder = INSTALLED / lock[:16]
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with (INSTALLED / "lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not folder.is_dir():
            _install(folder)
    return folder / "node_modules"


def _install(folder: Path) -> None:
    """Install beside the folder and rename: a run that is cut short leaves nothing that looks complete."""
    with tempfile.TemporaryDirectory(dir=INSTALLED) as temporary:
        draft = Path(temporary, "draft")
        draft.mkdir()
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(SCRIPTS / name, draft)
        done = subprocess.run(["npm", "ci"], cwd=draft, capture_output=True, text=True, check=False)
        if UNREACHABLE.search(done.stderr):
            pytest.skip("the client libraries for JavaScript are not installed, and npm reaches no registry")
        assert done.returncode == 0, done.stderr
        draft.rename(folder)
