from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bench
from tests.processes import no_process_left


def test_the_benchmark_measures_the_service_and_leaves_nothing_behind_but_its_page(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    with no_process_left(tmp_path):
        subprocess.run(
            [sys.executable, "-m", "bench", "--size", "50", "--seconds", "0.1", "--out", page],
            check=True,
            cwd=Path(bench.__file__).parents[1],
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
    assert list(tmp_path.iterdir()) == [page]
    shown = page.read_text()
    assert "### 50 statements" in shown
    assert "failed" not in shown
