"""The how-to on plugins: a body's plugin as it is written there, installed and used."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from lrs.reports.compilation import compile_report
from tests.docs.pages import blocks, follow
from tests.processes import Command
from tests.unit.reports.samples import ANA, BOB, CREATED, FIRST, LAST, award

BODY = "freedonia-nursing"


def installed(folder: Path) -> Path:
    """Install the package of the page into a folder of its own, and return that."""
    package, target = folder / BODY, folder / "site"
    package.mkdir()
    [module] = blocks("write-a-plugin", "python")
    [project] = blocks("write-a-plugin", "toml")
    (package / "freedonia_nursing.py").write_text(module)
    (package / "pyproject.toml").write_text(project)
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-build-isolation",
        "--no-index",
        "--no-deps",
    ]
    subprocess.run([*install, "--target", target, package], check=True, capture_output=True)
    return target


def test_the_plugin_is_installed_listed_and_known_to_policies(lrs: Command, tmp_path: Path) -> None:
    site = installed(tmp_path)
    told = follow("write-a-plugin", replace(lrs, environment={"PYTHONPATH": str(site)}))
    assert "freedonia-nursing 1.0: freedonia_nursing" in told
    assert "freedonia-nursing as jsonl" in told
    assert "hand-hygiene version 1 is in order." in told
    assert BODY not in lrs.output("plugins", "list")


def test_the_plugin_writes_what_the_board_takes(tmp_path: Path) -> None:
    [module] = blocks("write-a-plugin", "python")
    assert len(module.splitlines()) < 60
    path = tmp_path / "freedonia_nursing.py"
    path.write_text(module)
    [writer] = runpy.run_path(str(path))["lrs_report_writers"]()
    people = {"p-1": replace(ANA, license_state="FR"), "p-2": BOB}
    awards = [award(person, body=BODY) for person in people]
    report = compile_report(writer, FIRST, LAST, awards, people, CREATED)
    [told] = b"".join(writer.write(report)).splitlines()
    assert json.loads(told) == {"award": awards[0][0].award_id, "license": "A 123", "hours": "0.75"}
    assert [each.reason for each in report.not_reportable] == [
        "A licence of Freedonia with its number is needed"
    ]
