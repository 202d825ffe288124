"""The ledger's chain is whole whatever happens to those who append to it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lrs.credits.chain import Verifier
from lrs.settings import Settings
from lrs.store.store import Store
from lrs.store.verification import verify

ROOT = Path(__file__).parents[2]


@contextmanager
def appender(settings: Settings, name: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process that appends to the ledger, and kill it at the end."""
    where = {"LRS_MONGODB_URI": str(settings.mongodb_uri), "LRS_DATABASE": settings.database}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.appender", name],
        cwd=ROOT,
        env=os.environ | where | {"LRS_DATA": str(settings.data), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def killed(process: subprocess.Popen[str], after: float) -> int:
    """Kill a process a while after it has begun to append, and return how many entries it says it has."""
    assert process.stdout
    begun = process.stdout.readline()
    time.sleep(after)
    process.kill()
    return int([begun, *process.stdout][-1])


async def test_processes_that_are_killed_while_they_append_leave_a_whole_chain(
    settings: Settings, store: Store
) -> None:
    with ExitStack() as stack:
        appenders = [stack.enter_context(appender(settings, name)) for name in ("a", "b", "c")]
        acknowledged = sum(
            killed(each, after) for each, after in zip(appenders, (0.2, 0.1, 0.1), strict=True)
        )
    verifier = Verifier()
    await verify(store.ledger, verifier)
    assert verifier.findings == []
    assert verifier.head.sequence >= acknowledged >= 9
    assert verifier.head.sequence % 3 == 0
