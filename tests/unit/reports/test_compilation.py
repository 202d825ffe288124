"""Which awards go into a report, and in which state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lrs.reports.record import Record
from lrs.reports.report import Report
from tests.unit.reports.samples import ANA, CREATED, FIRST, LAST, award, compiled


class Doctors:
    """A writer that takes nobody called Bob."""

    body = "ama-pra"
    format = "none"
    media_type = "text/plain"

    def check(self, record: Record) -> str | None:
        return "Bob" if record.person.given_name == "Bob" else None

    def write(self, report: Report) -> Iterator[bytes]:
        yield b""


def test_an_award_is_joined_with_its_person() -> None:
    entry, policy = award("p-1")
    report = compiled(Doctors(), (entry, policy))
    assert report.records == (Record(entry, policy, ANA, "ready", ""),)
    assert (report.body, report.first, report.last, report.created) == ("ama-pra", FIRST, LAST, CREATED)


def test_what_the_writer_refuses_stays_with_its_reason() -> None:
    report = compiled(Doctors(), award("p-2"), award("p-1"))
    assert [record.person.id for record in report.ready] == ["p-1"]
    assert [(record.person.id, record.reason) for record in report.not_reportable] == [("p-2", "Bob")]


def test_a_learner_whom_nobody_knows_is_not_reportable() -> None:
    [record] = compiled(Doctors(), award("openid:https://ana.example.org/")).records
    assert (record.state, record.person.id) == ("not_reportable", "")
    assert record.reason == "No person in the registry is known as openid:https://ana.example.org/"


@pytest.mark.parametrize(
    ("changes", "belongs"),
    [
        ({"earned_on": datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)}, False),
        ({"earned_on": datetime(2026, 1, 1, tzinfo=UTC)}, True),
        ({"earned_on": datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)}, True),
        ({"earned_on": datetime(2026, 7, 1, tzinfo=UTC)}, False),
        ({"body": "ancc"}, False),
        ({"kind": "amended"}, True),
        ({"kind": "revoked", "amount": Decimal(0), "earned_on": None}, False),
    ],
)
def test_the_report_is_on_standing_awards_of_one_body_and_a_period_of_days(
    changes: dict[str, Any], belongs: bool
) -> None:
    assert bool(compiled(Doctors(), award("p-1", **changes)).records) is belongs


def test_of_two_awards_to_one_person_by_one_policy_only_the_first_is_ready() -> None:
    entry, policy = award("p-1")
    assert entry.earned_on is not None
    later = replace(entry, award_id="another", earned_on=entry.earned_on + timedelta(days=1))
    report = compiled(Doctors(), (later, policy), (entry, policy))
    assert [record.entry for record in report.ready] == [entry]
    [repeated] = report.not_reportable
    assert repeated.entry == later
    assert "another award by the same policy" in repeated.reason


def test_awards_for_several_occasions_are_all_ready() -> None:
    entry, policy = award("p-1", occasion="2026-03-01")
    other, _ = award("p-1", occasion="2026-03-08", id="other")
    assert len(compiled(Doctors(), (entry, policy), (other, policy)).ready) == 2


def test_records_come_in_order_of_the_moment_they_were_earned() -> None:
    entry, policy = award("p-1")
    assert entry.earned_on is not None
    earlier, _ = award("p-2", earned_on=entry.earned_on - timedelta(days=1))
    assert [record.entry for record in compiled(Doctors(), (entry, policy), (earlier, policy)).records] == [
        earlier,
        entry,
    ]
