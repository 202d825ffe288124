"""Run the public test suite against a service: `python -m tests.conformance.public_suite DIR`.

DIR is a ready checkout of it, with its packages installed; node has to be there.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from lrs.xapi.versions import VERSIONS
from tests.processes import Command, Service

RUNNER: Final = "bin/console_runner.js"
PATIENCE: Final = 900
"""Seconds for one version: some of its tests have no limit of their own."""
_LOG = re.compile(r"^Full run log written to (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run says. Its exit code is no verdict: a run that breaks off also ends with 0."""

    passed: int
    total: int
    finished: bool
    failures: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every test there is was run and passed."""
        return self.finished and 0 < self.total == self.passed


def main(suite: Path) -> int:
    """Run the suite for every version, say what failed, and return the exit code."""
    if not (suite / RUNNER).is_file():
        raise SystemExit(f"{suite} is no checkout of the public suite: there is no {RUNNER}")
    if not shutil.which("node"):
        raise SystemExit("node is not there")
    with tempfile.TemporaryDirectory() as folder:
        command = Command(Path(folder, "data"))
        with command.service() as service:
            key = json.loads(command.output("keys", "create", "public suite", "--scope", "all", "--json"))
            outcomes = [_run(suite, service, key, version.name) for version in VERSIONS]
    return 0 if all(outcome.complete for outcome in outcomes) else 1


def _run(suite: Path, service: Service, key: dict[str, str], version: str) -> Outcome:
    arguments = ["-e", f"{service.url}/xapi", "-a", "-u", key["key"], "-p", key["secret"], "-x", version]
    ended = subprocess.run(
        ["node", RUNNER, *arguments],
        cwd=suite,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        text=True,
        check=False,
    )
    outcome = _read(ended.stdout)
    click.echo(f"{version}: {outcome.passed} of {outcome.total} passed")
    for failure in outcome.failures:
        click.echo(f"  {failure}")
    return outcome


def _read(output: str) -> Outcome:
    log = _LOG.search(output)
    if log is None:
        return Outcome(0, 0, finished=False, failures=("it broke off:", *output.splitlines()[-20:]))
    run = json.loads(Path(log[1]).read_bytes())
    summary = run["summary"]
    return Outcome(
        summary["passed"], summary["total"], run["state"] == "finished", tuple(_failures(run["log"], ()))
    )


def _failures(node: dict[str, Any], above: tuple[str, ...]) -> Iterator[str]:
    """Yield the tests that failed, and the groups whose preparation did, with what they say."""
    titles = (*above, node["title"]) if node.get("title") else above
    within = node.get("tests") or ()
    if node.get("error") or (node.get("status") == "failed" and not within):
        reason = str(node.get("error") or "").partition("\n")[0]
        yield f"{' > '.join(titles)}: {reason}"
    for each in within:
        yield from _failures(each, titles)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
