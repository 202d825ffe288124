"""The roster: every award of a period as CSV, for people and their spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from lrs.plugins import Record, Report
from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.ama_pra.eligibility import obstacle

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class RosterWriter:
    """Writes one row for each award, the not reportable ones too, with their state and reason."""

    body = CATEGORY_1.body
    format = "csv"
    media_type = "text/csv"

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return obstacle(record.person)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the CSV (RFC 4180), the header first, then one piece for each award."""
        yield _line(COLUMNS)
        for record in report.records:
            yield _line(_row(record))


def _line(cells: tuple[str, ...]) -> bytes:
    out = StringIO()
    csv.writer(out).writerow([_inert(cell) for cell in cells])
    return out.getvalue().encode()


def _inert(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


COLUMNS = (
    "state",
    "reason",
    "award",
    "amount",
    "credit_type",
    "part",
    "occasion",
    "earned_on",
    "report_by",
    "policy",
    "policy_version",
    "activity",
    "activity_title",
    "activity_format",
    "provider",
    "provider_id",
    "learner",
    "person",
    "given_name",
    "middle_name",
    "family_name",
    "degree",
    "profession",
    "birth_month_day",
    "npi",
    "license_state",
    "license_number",
)


def _row(record: Record) -> tuple[str, ...]:
    return (record.state, record.reason, *_award_cells(record), *_person_cells(record))


def _award_cells(record: Record) -> tuple[str, ...]:
    entry, policy = record.entry, record.policy
    return (
        entry.award_id,
        str(entry.amount),
        entry.credit_type,
        entry.part,
        entry.occasion,
        entry.earned_on.isoformat() if entry.earned_on else "",
        entry.report_by.isoformat() if entry.report_by else "",
        policy.id,
        str(policy.version),
        entry.activity,
        policy.activity.title,
        policy.activity.format,
        policy.provider.name,
        policy.provider.id,
    )


def _person_cells(record: Record) -> tuple[str, ...]:
    person = record.person
    return (
        record.entry.learner,
        person.id,
        person.given_name,
        person.middle_name or "",
        person.family_name,
        person.degree or "",
        person.profession or "",
        person.birth_month_day or "",
        person.npi or "",
        person.license_state or "",
        person.license_number or "",
    )
