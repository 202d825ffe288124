from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.processes import Command, Started, eventually, processes_of
from tests.statements import statement

FULL_PIPE = 64 * 1024


def stops(lrs: Command, command: Started, number: signal.Signals) -> None:
    """Require that a signal ends a command, with one line and the code that shells know, and all it began."""
    assert command.stop(number) == 128 + number
    assert command.complaint() == f"Stopped by {number.name}.\n"
    assert not processes_of(lrs.data.parent)


def mongod_runs(folder: Path) -> Callable[[], bool]:
    def runs() -> bool:
        return any("mongod --dbpath" in command for command in processes_of(folder).values())

    return runs


def test_a_service_that_is_still_starting_takes_its_mongod_along(lrs: Command) -> None:
    with lrs.started("serve", "--port", "0") as starting:
        eventually(mongod_runs(lrs.data), "mongod starts")
        stops(lrs, starting, signal.SIGTERM)


def test_a_demo_that_plays_takes_its_folder_along(lrs: Command) -> None:
    folder = lrs.data.parent
    with lrs.started("demo") as playing:
        eventually(mongod_runs(folder), "mongod starts")
        stops(lrs, playing, signal.SIGINT)
    assert not list(folder.glob("cme-lrs-*"))


def test_an_import_that_waits_for_input_stops(lrs: Command) -> None:
    reading, writing = os.pipe()
    with (
        os.fdopen(reading),
        os.fdopen(writing, "wb", buffering=0) as feed,
        lrs.started("import", "-", stdin=reading) as importing,
    ):
        feed.write(b"\n" * 2 * FULL_PIPE)  # which takes until the import reads
        time.sleep(0.5)  # and now it waits for more
        stops(lrs, importing, signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_import_that_was_cut_short_is_completed_by_another(lrs: Command, number: signal.Signals) -> None:
    count = 4_000
    rows = [msgspec.json.encode(statement()) for _ in range(count)]
    lrs.file("large.ndjson", b"\n".join([b"refused at once", *rows]))
    with lrs.started("import", "large.ndjson") as importing:
        eventually(lrs.data.with_name("large.ndjson.rejects.ndjson").exists, "the import has begun")
        importing.stop(number)
    completed = lrs("import", "large.ndjson")
    counts = [int(word) for word in completed.stdout.split() if word.isdigit()]
    assert len(counts) == 3, completed.stderr
    [stored, known, refused] = counts
    assert (stored + known, refused) == (count, 1)
    assert stored > 0
