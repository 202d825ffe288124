"""The service and its commands as processes, run the way their users run them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import encode_basic_auth

from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment

T = TypeVar("T")

LRS = Path(sys.executable).with_name("lrs")
PATIENCE = 240.0
"""Seconds in which anything here happens, on a machine that has other work too."""
MOMENT = 2.0
"""Seconds in which a process that ends together with another one has ended."""
ADDRESS = re.compile(r"serves xAPI at (http://\S+)/xapi/")


@dataclass(frozen=True, slots=True)
class Command:
    """The command `lrs` with a data folder; what else `environment` sets, wins over it."""

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Run the command to its end; files that it names without a folder lie beside the data folder."""
        ended = subprocess.run(
            [LRS, *arguments],
            input=stdin,
            capture_output=True,
            cwd=self.data.parent,
            env=self._environment(),
            timeout=PATIENCE,
            check=False,
        )
        return subprocess.CompletedProcess(
            ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode()
        )

    def file(self, name: str, content: str | bytes) -> str:
        """Put a file where the command looks for it, and return its name."""
        self.data.with_name(name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    def output(self, *arguments: str | Path, stdin: bytes = b"") -> str:
        """Run the command, which succeeds, and return what it prints."""
        ended = self(*arguments, stdin=stdin)
        assert ended.returncode == 0, ended
        return ended.stdout

    def refusal(self, *arguments: str | Path, stdin: bytes = b"") -> str:
        """Run the command, which fails with one sentence, and return that."""
        ended = self(*arguments, stdin=stdin)
        assert ended.returncode in {1, 2}, ended
        assert "Traceback" not in ended.stderr, ended.stderr
        [*usage, sentence] = ended.stderr.rstrip("\n").split("\n")
        assert not usage or usage[0].startswith("Usage: "), ended.stderr
        assert sentence.startswith("Error: "), ended.stderr
        return sentence.removeprefix("Error: ")

    @contextmanager
    def started(self, *arguments: str | Path, stdin: int = subprocess.DEVNULL) -> Iterator[Started]:
        """Start the command and kill it in the end, should it still run."""
        output = self.data.with_name(f"{self.data.name}.{time.monotonic_ns()}")
        with output.with_suffix(".out").open("wb") as out, output.with_suffix(".err").open("wb") as err:
            process = subprocess.Popen(
                [LRS, *arguments],
                stdin=stdin,
                stdout=out,
                stderr=err,
                cwd=self.data.parent,
                env=self._environment(),
            )
        try:
            yield Started(process, output.with_suffix(".out"), output.with_suffix(".err"))
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def service(self, *arguments: str | Path) -> Iterator[Service]:
        """Start a service on a free port, or with the arguments given, and end it."""
        with self.started(*(arguments or ("serve", "--workers", "1", "--port", "0"))) as started:
            found = eventually(
                lambda: ADDRESS.search(started.said()) or started.ended(), "the service serves"
            )
            assert isinstance(found, re.Match), started.complaint()
            service = Service(self.data, found[1], started)
            yield service
            if started.process.poll() is None:
                assert started.stop(signal.SIGTERM) == 0, started.complaint()

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LRS_")}
        folders = {"LRS_DATA": str(self.data), "TMPDIR": str(self.data.parent)}
        return inherited | folders | dict(self.environment)


@dataclass(frozen=True, slots=True)
class Started:
    """A command that runs, with the files that it prints into."""

    process: subprocess.Popen[bytes]
    stdout: Path
    stderr: Path

    def said(self) -> str:
        """Return what it has printed on standard output."""
        return self.stdout.read_text()

    def complaint(self) -> str:
        """Return what it has printed on standard error."""
        return self.stderr.read_text()

    def ended(self) -> bool:
        """Tell whether it runs no more."""
        return self.process.poll() is not None

    def stop(self, number: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: its data folder, its address and its process."""

    data: Path
    url: str
    started: Started

    @property
    def statements(self) -> str:
        """The address of the statement resource."""
        return f"{self.url}/xapi/statements"

    @property
    def mongod_pid(self) -> int:
        """The process id of its MongoDB."""
        return int((self.data / "mongod" / "mongod.lock").read_text())

    def kill(self) -> None:
        """End the service the way the kernel does when memory is short, and leave its MongoDB running."""
        self.started.process.kill()
        self.started.process.wait()


async def make_key(data: Path, *scopes: str) -> dict[str, str]:
    """Make a credential in a data folder, whether it is served or not, and return the headers to send."""
    settings = Settings(data=data)
    async with open_deployment(settings, load_secret(settings.secret_path)) as store:
        key, secret = await store.keys.create("test", scopes)
    return {"Authorization": encode_basic_auth(key.key, secret), "X-Experience-API-Version": "1.0.3"}


def eventually(found: Callable[[], T | None], what: str) -> T:
    """Return what `found` returns once that is something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError(f"after {PATIENCE:.0f} seconds it is not yet true that {what}")


@contextmanager
def no_process_left(folder: Path) -> Iterator[None]:
    """Fail where, at the end, a process is left that has to do with `folder`, and end it."""
    if not Path("/proc").is_dir():
        pytest.skip("only on Linux can be seen here which processes are left")
    try:
        yield
    finally:
        left = _left_after_a_moment(folder)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    assert not left, list(left.values())


def _left_after_a_moment(folder: Path) -> dict[int, str]:
    """Return what is left once helpers that end with their parent, like multiprocessing's, have had time."""
    until = time.monotonic() + MOMENT
    while (left := processes_of(folder)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def processes_of(folder: Path) -> dict[int, str]:
    """Return the command lines of the other processes that name `folder` there or in their environment."""
    found = {int(entry.name): entry for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    return {
        pid: _read(entry / "cmdline")
        for pid, entry in found.items()
        if pid != os.getpid() and str(folder) in _read(entry / "cmdline") + _read(entry / "environ")
    }


def _read(path: Path) -> str:
    """Return what the kernel says of a process: nothing where it has ended."""
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
