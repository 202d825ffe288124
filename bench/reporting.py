"""How quickly a report on many awards is made, and in how much memory: `python -m bench.reporting`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import click

from lrs.credits.assessment import Assessment, Slot
from lrs.credits.awards import Entry, next_entry
from lrs.credits.policy import Policy, parse
from lrs.demo.cast import policy_files
from lrs.reports.person import Person
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from lrs.store.store import Store

LRS = Path(sys.executable).with_name("lrs")
PERIOD = ("--from", "2026-03-01", "--to", "2026-03-31")
EARNED = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOGETHER = 5_000
PEOPLE = 1_000


async def measure(awards: int) -> None:
    """Print, for each format, how many records a second are reported, and how large the process became."""
    with tempfile.TemporaryDirectory(prefix="cme-lrs-") as folder:
        settings = Settings(data=Path(folder))
        async with open_deployment(settings, load_secret(settings.secret_path)) as store:
            await _fill(store, awards)
            for form in ("csv", "xml"):
                click.echo(f"{form}: {await asyncio.to_thread(_make, settings.data, form, awards)}")


async def _fill(store: Store, awards: int) -> None:
    text = policy_files()[0]
    policy = parse(text)
    await store.policies.activate(policy, text)
    await store.people.put([_person(number) for number in range(PEOPLE)])
    for start in range(0, awards, TOGETHER):
        await store.ledger.append_all([*_entries(policy, range(start, min(start + TOGETHER, awards)))])


def _person(number: int) -> Person:
    keys = (f"mbox:mailto:{number}@hospital.example",)
    return Person(str(number), "Amara", "Okafor", degree="MD", npi="1234567893", keys=keys)


def _entries(policy: Policy, numbers: range) -> Iterator[Entry]:
    credit, evidence = policy.credits[0], ("6690e6c9-3ef0-4ed3-8b37-7f3964730bee",)
    for number in numbers:
        slot = Slot(credit.body, credit.type, occasion=str(number))
        activity, steps = policy.activity.ids.name, ("It is so.",)
        earned = Assessment(slot, activity, Decimal("1.00"), EARNED, evidence, (), steps, ())
        if entry := next_entry(None, f"person:{number % PEOPLE}", policy, earned):
            yield entry


def _make(data: Path, form: str, awards: int) -> str:
    """Make a report by the command line, and say what that took."""
    began = time.monotonic()
    command = [str(LRS), "reports", "make", "ama-pra", *PERIOD, "--format", form]
    process = subprocess.Popen(command, env=os.environ | {"LRS_DATA": str(data)})  # noqa: S603
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"the command failed: {command}")
    seconds, busy = time.monotonic() - began, used.ru_utime + used.ru_stime
    return (
        f"{awards / seconds:,.0f} records/s in {seconds:.1f} s, "
        f"{awards / busy:,.0f} a second of its processor; {used.ru_maxrss / 1024:.0f} MiB"
    )


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
