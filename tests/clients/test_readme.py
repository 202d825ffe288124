"""The README's commands, run in order as a reader would."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from lxml import etree

from lrs.store.mongod import free_port

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
RUN, TEST, *TOUR = BLOCKS


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Run the README's first command on a free port; return the address and the environment to use it in."""
    port = free_port()
    data = tmp_path_factory.mktemp("data")
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"LRS_DATA": str(data), "PATH": tools}
    command = [*RUN.split(), f"PORT={port}"]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True)
    try:
        _wait_until_served(port)
        yield f"http://127.0.0.1:{port}", environment
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
    left = subprocess.run(["pgrep", "-f", f"dbpath {data}"], capture_output=True, check=False)
    assert left.stdout == b"", "Ctrl-C leaves no process"


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    assert (RUN, TEST) == ("make run\n", "make test\n")
    targets = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "demo", "bench", "help"):
        assert f"make {target} " in targets


@pytest.mark.skipif(shutil.which("curl") is None, reason="the tour uses curl, which is not installed here")
def test_the_five_minute_tour_works_as_written(service: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    url, environment = service
    script = "\necho ---\n".join(TOUR).replace("http://127.0.0.1:8080", url)
    tour = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert tour.returncode == 0, tour.stderr
    _key, posted, queried, credit, report = tour.stdout.split("---\n")
    assert json.loads(posted) == ["6690e6c9-3ef0-4ed3-8b37-7f3964730bee"]
    assert json.loads(queried)["statements"][0]["id"] == "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
    awards, table = json.JSONDecoder().raw_decode(credit)
    article = next(award for award in awards["awards"] if award["policy"]["id"] == "airway-article")
    assert article["amount"] == "1.00"
    assert article["evidence"] == ["6690e6c9-3ef0-4ed3-8b37-7f3964730bee"]
    assert "Amara Okafor" in credit[table:]
    xml = report[: report.rindex(">") + 1]
    assert b"airway" in etree.tostring(etree.fromstring(xml.encode()))
    assert "airway-article" in (tmp_path / "report.csv").read_text()


def _wait_until_served(port: int) -> None:
    """Wait until the day is played, which is when the service is ready and its last report is written."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.1)
    raise AssertionError("the service did not get ready")
