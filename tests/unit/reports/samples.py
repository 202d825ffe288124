"""People, and awards that they have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from lrs.credits.awards import Entry, next_entry
from lrs.credits.policy import Policy
from lrs.reports.compilation import compile_report
from lrs.reports.person import Person
from lrs.reports.report import Report
from lrs.reports.writer import ReportWriter
from tests.unit.credits.samples import full_assessment

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
CREATED = datetime(2026, 7, 1, 8, tzinfo=UTC)

ANA = Person(
    id="p-1",
    given_name="Ana",
    middle_name="María",
    family_name="O'Neil <Lee> & Sons",
    degree="M.D., PhD",
    birth_month_day="02-29",
    npi="1234567893",
    license_state="CA",
    license_number="A 123",
    keys=("mbox:mailto:ana@example.org",),
)
BOB = Person(id="p-2", given_name="Bob", family_name="Ray", degree="RN", npi="1234567893")


def award(learner: str, **changes: Any) -> tuple[Entry, Policy]:
    """Return the award of 0.75 credits, earned on 1 March 2026, that a learner has by the example policy."""
    policy, assessment = full_assessment()
    entry = next_entry(None, learner, policy, assessment)
    assert entry is not None
    return replace(entry, **changes), policy


def compiled(writer: ReportWriter, *awards: tuple[Entry, Policy]) -> Report:
    """Return the report on half a year, in which Ana and Bob are known."""
    return compile_report(writer, FIRST, LAST, awards, {"p-1": ANA, "p-2": BOB}, CREATED)
