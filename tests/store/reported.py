"""Awards, a writer that says what it was given, and runs that are cut off."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Coroutine, Generator, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec

from lrs.errors import NothingToReport
from lrs.reports.corrections import Corrections
from lrs.reports.manifest import Manifest
from lrs.reports.person import Person
from lrs.reports.record import Record
from lrs.reports.report import Report
from lrs.store.report_records import Line
from lrs.store.store import Store
from tests.store.samples import policy

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
NURSE = "person:nurse"
LEARNERS = ("person:ana", "person:ben", "person:cleo", NURSE)


class Writer:
    """Writes a line of JSON for each record that is told, and takes no nurse."""

    body = "ama-pra"
    media_type = "application/x-ndjson"

    def __init__(self, corrections: Corrections = "list", form: str = "ndjson") -> None:
        self.corrections = corrections
        self.format = form

    def check(self, record: Record) -> str | None:
        return "No nurse" if record.entry.learner == NURSE else None

    def write(self, report: Report) -> Iterator[bytes]:
        for record in report.records:
            if record.state == "ready":
                yield msgspec.json.encode([record.entry.award_id, record.entry.id, record.action]) + b"\n"


async def prepare(store: Store) -> None:
    """Register the learners and put the policy into force, in a database that has nothing yet."""
    for name in ("ledger", "ledger_head", "report_series", "report_records", "reports.files"):
        await store.database[name].delete_many({})
    people = [learner.removeprefix("person:") for learner in LEARNERS]
    await store.people.put(
        [Person(each, each.title(), "Doe", keys=(f"mbox:mailto:{each}@x.example",)) for each in people]
    )
    await store.policies.activate(*policy())


async def make(store: Store, writer: Writer | None = None) -> Manifest | None:
    """Make the report on March, or none where nothing is new."""
    with suppress(NothingToReport):
        return await store.reporting.make(writer or Writer(), *MARCH)
    return None


async def lines(store: Store, manifest: Manifest) -> list[Line]:
    return [each async for each in store.reporting.lines(manifest)]


async def told(store: Store, manifest: Manifest) -> list[list[str]]:
    """Return what a report's file says of which award: award, entry, action."""
    content = b"".join([piece async for piece in store.report_files.read(manifest.name)])
    return [msgspec.json.decode(line) for line in content.splitlines()]


async def cut_off(work: Coroutine[Any, Any, Any], steps: int) -> None:
    """Let work come to its `steps`th wait and no further, if it has not ended by then."""
    await _cut_off(work, steps)


@types.coroutine
def _cut_off(work: Coroutine[Any, Any, Any], steps: int) -> Generator[Any, None, None]:
    try:
        for step in range(steps + 1_000):
            # Once it is told that it is cancelled, it is waited for, as the loop would.
            waiting = work.throw(asyncio.CancelledError()) if step == steps else work.send(None)
            with suppress(Exception):  # the work asks for the outcome by itself
                yield waiting
    except (StopIteration, asyncio.CancelledError, NothingToReport):
        return
    raise AssertionError("the work does not end")
