"""The service as its users run it: by its commands, on a data folder of its own."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from lrs.load.statements import identifier, statement
from lrs.load.target import Target, statement_resource
from lrs.load.works import Sample

LRS = str(Path(sys.executable).with_name("lrs"))
SAMPLED = 200
"""Statements, spread over the whole store, that reads ask for."""
QUIET = 0.15
"""The share of a core below which a service has nothing left to do: it and MongoDB need 0.05 for nothing."""
SETTLING = 300.0
"""Seconds that it has for that."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs: its address, a credential, and its first process."""

    url: str
    key: str
    secret: str
    process: psutil.Process

    @property
    def statements(self) -> Target:
        """The statement resource."""
        return statement_resource(f"{self.url}/xapi", self.key, self.secret, "1.0.3")

    def processes(self) -> list[psutil.Process]:
        """Return the processes that answer requests or work on credit, the first one first."""
        children = self.process.children(recursive=True)
        return [self.process, *(each for each in children if "spawn_main" in " ".join(each.cmdline()))]


def import_rate(data: Path, size: int) -> tuple[float, Sample]:
    """Import so many statements; return how many a second that were, and what is known of them."""
    file = data / "statements.ndjson"
    sample = _write(file, size)
    began = time.perf_counter()
    subprocess.run([LRS, "import", str(file), "--data", str(data)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    taken = time.perf_counter() - began
    file.unlink()
    return size / taken, sample


def _write(file: Path, size: int) -> Sample:
    source = random.Random(size)  # noqa: S311  # test data
    ids, registrations = [], []
    with file.open("wb") as out:
        for number in range(size):
            each = {"id": identifier(source), **statement(source)}
            if number % max(1, size // SAMPLED) == 0:
                ids.append(each["id"])
                registrations.append(each["context"]["registration"])
            out.write(msgspec.json.encode(each) + b"\n")
    return Sample(ids, registrations)


@contextmanager
def serving(data: Path) -> Iterator[Service]:
    """Run the service on the data folder, with a credential that may do everything."""
    command = [LRS, "serve", "--data", str(data), "--port", "0"]
    with (
        (data / "service.log").open("w+") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603
    ):
        try:
            said = process.stdout.readline() if process.stdout else ""
            address = re.search(r"serves xAPI at (\S+)/xapi/", said)
            if address is None:
                log.seek(0)
                raise RuntimeError(f"the service does not start: {log.read()}")
            made = subprocess.run(  # noqa: S603
                [
                    LRS,
                    "keys",
                    "create",
                    "bench",
                    "--scope",
                    "all",
                    "--scope",
                    "credits/read",
                    "--json",
                    "--data",
                    str(data),
                ],
                check=True,
                capture_output=True,
            )
            yield Service(address[1], **json.loads(made.stdout), process=psutil.Process(process.pid))
        finally:
            process.terminate()


def settle(processes: list[psutil.Process]) -> None:
    """Wait until the processes have done what was left to do behind the last answer."""
    until = time.monotonic() + SETTLING
    for each in processes:
        each.cpu_percent()
    while time.monotonic() < until:
        time.sleep(0.5)
        if sum(each.cpu_percent() for each in processes) < 100 * QUIET:
            return
    raise RuntimeError(f"the service is still busy after {SETTLING:.0f} seconds without requests")
