"""Join awards with people and judge which of them a body will take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from lrs.credits.assessment import Slot
from lrs.credits.awards import Entry
from lrs.credits.policy import Policy
from lrs.reports.person import Person, unknown
from lrs.reports.record import Record
from lrs.reports.report import Report
from lrs.reports.writer import ReportWriter


def compile_report(
    writer: ReportWriter,
    first: date,
    last: date,
    awards: Iterable[tuple[Entry, Policy]],
    people: Mapping[str, Person],
    created: datetime,
) -> Report:
    """Return the report to `writer`'s body on what was earned from `first` to `last`, both inclusive, in UTC.

    `awards` are last entries, each with the version of the policy it names; `people` finds the person of an
    entry's learner. Revoked awards and those of other bodies or days are no part of the report; every other
    award becomes a record, ready or with the reason why it is not.
    """
    standing = [(entry, policy) for entry, policy in awards if _belongs(entry, writer.body, first, last)]
    standing.sort(key=lambda award: (award[0].earned_on, award[0].award_id))
    joined = (
        Record(entry, policy, people.get(entry.learner) or unknown(entry.learner))
        for entry, policy in standing
    )
    return Report(writer.body, first, last, tuple(_judged(joined, writer)), created)


def _belongs(entry: Entry, body: str, first: date, last: date) -> bool:
    if entry.body != body or entry.kind == "revoked" or entry.earned_on is None:
        return False
    return first <= entry.earned_on.astimezone(UTC).date() <= last


def _judged(records: Iterable[Record], writer: ReportWriter) -> Iterator[Record]:
    """Yield each record with its state; of two awards to one person in one slot only the first is ready."""
    reported: set[tuple[str, str, Slot]] = set()
    for record in records:
        claim = (record.person.id, record.policy.id, record.entry.slot)
        reason = obstacle(record, writer) or (_REPEATED if claim in reported else None)
        if reason is None:
            reported.add(claim)
            yield record
        else:
            yield replace(record, state="not_reportable", reason=reason)


_REPEATED = "This person has another award by the same policy, and that one is reported"


def obstacle(record: Record, writer: ReportWriter) -> str | None:
    """Return why `writer`'s body would not take a record, in a plain sentence, or None where it would."""
    return _stranger(record) or writer.check(record)


def _stranger(record: Record) -> str | None:
    return None if record.person.id else f"No person in the registry is known as {record.entry.learner}"
