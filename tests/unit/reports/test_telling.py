"""What a body has to be told next of an award, given what it was told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lrs.credits.awards import Entry
from lrs.reports.corrections import Corrections
from lrs.reports.person import Person
from lrs.reports.record import Action, Record, Via
from lrs.reports.telling import Answer, Award, Due, Told, held, states
from tests.unit.reports.samples import ANA, BOB, FIRST, LAST, award
from tests.unit.reports.test_compilation import Doctors

GRANTED, POLICY = award("person:p-1")
AMENDED = replace(GRANTED, id="second", number=2, kind="amended", amount=Decimal("0.50"))
REVOKED = replace(GRANTED, id="third", number=3, kind="revoked", amount=Decimal(0), earned_on=None)
DUE = Due(FIRST, LAST)
LATER = Due(date(2026, 5, 1), LAST)


class Corrected(Doctors):
    """A writer whose body wants to hear of corrections in this manner."""

    def __init__(self, corrections: Corrections) -> None:
        self.corrections = corrections


def told(entry: Entry, number: int = 1, action: Action = "add", state: Answer = "sent") -> Told:
    return Told(number, entry.id, action, state, Record(entry, POLICY, ANA, action=action).mark)


def following(
    *history: Entry,
    told: Sequence[Told] = (),
    writer: Doctors | None = None,
    person: Person = ANA,
    due: Due = DUE,
) -> list[Record]:
    """Return what the next report says of an award."""
    versions = {POLICY.version: POLICY}
    return list(Award(history, told, versions, person).next_records(writer or Corrected("list"), due))


def said(records: list[Record]) -> list[tuple[Action, str, Via]]:
    return [(each.action, each.entry.id, each.via) for each in records]


def test_what_was_never_told_is_added() -> None:
    assert said(following(GRANTED)) == [("add", GRANTED.id, "file")]
    assert said(following(GRANTED, AMENDED)) == [("add", "second", "file")]


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_what_was_told_is_not_told_again(state: Answer) -> None:
    assert following(GRANTED, told=[told(GRANTED, state=state)]) == []


def test_what_is_not_yet_due_waits() -> None:
    assert following(GRANTED, due=LATER) == []


def test_what_was_told_is_corrected_whenever_it_was_earned() -> None:
    assert said(following(GRANTED, AMENDED, told=[told(GRANTED)], due=LATER)) == [
        ("replace", "second", "file")
    ]


def test_what_was_revoked_before_it_was_told_is_never_told() -> None:
    assert following(GRANTED, AMENDED, REVOKED) == []


@pytest.mark.parametrize(
    ("manner", "replaced", "deleted"),
    [
        ("list", [("replace", "second", "file")], ("delete", GRANTED.id, "file")),
        (
            "delete and add",
            [("delete", GRANTED.id, "file"), ("add", "second", "file")],
            ("delete", GRANTED.id, "file"),
        ),
        ("resubmit", [("replace", "second", "file")], ("delete", GRANTED.id, "hand")),
        ("manual", [("replace", "second", "hand")], ("delete", GRANTED.id, "hand")),
        (
            "status",
            [("delete", GRANTED.id, "status"), ("add", "second", "file")],
            ("delete", GRANTED.id, "status"),
        ),
    ],
)
def test_corrections_are_told_in_the_manner_of_the_body(
    manner: Corrections, replaced: list[tuple[Action, str, Via]], deleted: tuple[Action, str, Via]
) -> None:
    writer, before = Corrected(manner), [told(GRANTED)]
    assert said(following(GRANTED, AMENDED, told=before, writer=writer)) == replaced
    assert said(following(GRANTED, REVOKED, told=before, writer=writer)) == [deleted]


def test_a_writer_that_says_nothing_of_corrections_is_never_given_a_deletion_to_write() -> None:
    [record] = following(GRANTED, REVOKED, told=[told(GRANTED)], writer=Doctors())
    assert record.via == "hand"


def test_what_was_rejected_waits_until_the_entry_or_the_person_differs() -> None:
    rejected = [told(GRANTED, state="rejected")]
    assert following(GRANTED, told=rejected) == []
    assert said(following(GRANTED, AMENDED, told=rejected)) == [("add", "second", "file")]
    corrected = replace(ANA, npi="1999999992")
    assert said(following(GRANTED, told=rejected, person=corrected)) == [("add", GRANTED.id, "file")]


def test_a_rejected_correction_leaves_what_the_body_had() -> None:
    before = [told(GRANTED), told(AMENDED, 2, "replace", "rejected")]
    assert held(before) == GRANTED.id
    assert following(GRANTED, AMENDED, told=before) == []
    assert said(following(GRANTED, AMENDED, REVOKED, told=before)) == [("delete", GRANTED.id, "file")]


def test_an_answer_that_comes_late_counts_where_it_belongs() -> None:
    before = [told(GRANTED, state="rejected"), told(AMENDED, 2, "replace", "rejected")]
    assert held(before) is None


def test_what_is_wrong_is_deleted_even_if_what_is_right_cannot_be_reported() -> None:
    deleted, left_out = following(GRANTED, AMENDED, told=[told(GRANTED)], person=BOB)
    assert (deleted.action, deleted.entry, deleted.state) == ("delete", GRANTED, "ready")
    assert (left_out.entry, left_out.state, left_out.reason) == (AMENDED, "not_reportable", "Bob")


def test_what_was_told_stays_told_although_it_could_not_be_reported_now() -> None:
    assert following(GRANTED, told=[told(GRANTED)], person=BOB) == []


def test_what_was_deleted_is_added_when_it_is_granted_again() -> None:
    before = [told(GRANTED), told(GRANTED, 2, "delete")]
    again = replace(GRANTED, id="fourth", number=4)
    assert said(following(GRANTED, REVOKED, again, told=before)) == [("add", "fourth", "file")]


def test_a_record_is_superseded_by_a_later_report_unless_that_is_rejected() -> None:
    first = told(GRANTED, state="accepted")
    assert states([first, told(AMENDED, 2, "replace")]) == ["superseded", "sent"]
    assert states([first, told(AMENDED, 2, "replace", "rejected")]) == ["accepted", "rejected"]
    together = [told(GRANTED, 2, "delete"), told(AMENDED, 2)]
    assert states([first, *together]) == ["superseded", "sent", "sent"]
