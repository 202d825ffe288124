"""The how-tos, and their commands run as a reader would run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.processes import LRS, PATIENCE, Command

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


def blocks(page: str, language: str) -> list[str]:
    """Return the fenced blocks of a how-to in one language, in order; those in `console` are only shown."""
    text = (HOW_TO / f"{page}.md").read_text(encoding="utf-8")
    fences = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _indent, block in fences]


def follow(page: str, lrs: Command, url: str = "", **replaced: str) -> str:
    """Run a how-to's commands beside the data folder and return what they print; all of them succeed.

    `url` is the address of the service; where a word of `replaced` stands, its value is put.
    """
    script = "".join(blocks(page, "sh")).replace("http://127.0.0.1:8080", url)
    for word, value in replaced.items():
        script = script.replace(word, value)
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=lrs.data.parent,
        env=_environment(lrs),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 0, f"{page}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def script(page: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a how-to's Python in a folder, by itself."""
    return subprocess.run(
        [sys.executable, "-c", blocks(page, "python")[0]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _environment(lrs: Command) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LRS_")}
    path = f"{LRS.parent}{os.pathsep}{os.environ['PATH']}"
    return {**inherited, "LRS_DATA": str(lrs.data), "PATH": path, **lrs.environment}
