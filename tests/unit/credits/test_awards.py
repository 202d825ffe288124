"""The next entry of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.assessment import Assessment
from lrs.credits.awards import Entry, award_id, next_entry
from lrs.credits.evidence import Evidence
from lrs.credits.policy import parse
from tests.unit.credits.samples import FULL, assessed, attended, example, full_assessment

LEARNER = "mbox:mailto:ana@example.org"
POLICY, EARNED = full_assessment()
NOTHING = assessed(POLICY)


def step(current: Entry | None, assessment: Assessment) -> Entry:
    entry = next_entry(current, LEARNER, POLICY, assessment)
    assert entry is not None
    return entry


GRANTED = step(None, EARNED)


def test_the_first_credit_is_granted() -> None:
    assert (GRANTED.number, GRANTED.kind, GRANTED.previous) == (1, "granted", None)
    assert (GRANTED.amount, GRANTED.earned_on, GRANTED.evidence) == (
        EARNED.amount,
        EARNED.earned_on,
        EARNED.evidence,
    )
    assert (GRANTED.policy_id, GRANTED.policy_version, GRANTED.policy_hash) == (POLICY.id, 1, POLICY.hash)
    assert (GRANTED.body, GRANTED.credit_type) == ("ama-pra", "AMA PRA Category 1 Credit")
    assert GRANTED.award_id == award_id(LEARNER, POLICY.id, EARNED.slot)


def test_without_credit_there_is_no_entry() -> None:
    assert next_entry(None, LEARNER, POLICY, NOTHING) is None


def test_credit_that_is_not_earned_any_more_is_revoked_with_what_is_missing() -> None:
    entry = step(GRANTED, NOTHING)
    assert (entry.number, entry.kind, entry.amount, entry.earned_on) == (2, "revoked", Decimal(0), None)
    assert entry.previous == GRANTED.id
    assert "The activity was not completed." in entry.reason


def test_what_is_revoked_stays_so_without_credit_and_can_be_granted_again() -> None:
    revoked = step(GRANTED, NOTHING)
    assert next_entry(revoked, LEARNER, POLICY, NOTHING) is None
    again = step(revoked, EARNED)
    assert (again.number, again.kind, again.previous, again.amount) == (
        3,
        "granted",
        revoked.id,
        GRANTED.amount,
    )


def test_a_change_of_amount_evidence_or_moment_amends_and_says_what_changed() -> None:
    more = step(GRANTED, assessed(POLICY, *FULL, attended("b", 15, -50)))
    assert (more.kind, str(more.amount)) == ("amended", "1.00")
    assert more.reason == "Changed: the amount was 0.75; the evidence differs."
    assert EARNED.earned_on is not None
    later = replace(EARNED, earned_on=EARNED.earned_on + timedelta(seconds=1))
    assert step(GRANTED, later).reason == f"Changed: it was earned on {EARNED.earned_on}."


def test_a_new_version_of_the_policy_amends() -> None:
    newer = parse(example().replace("version: 1", "version: 2"))
    entry = next_entry(GRANTED, LEARNER, newer, assessed(newer, *FULL))
    assert entry is not None
    assert (entry.kind, entry.policy_version, entry.award_id) == ("amended", 2, GRANTED.award_id)
    assert entry.reason == "Changed: the policy was version 1."


def test_the_same_amount_written_otherwise_is_no_change() -> None:
    assert next_entry(GRANTED, LEARNER, POLICY, replace(EARNED, amount=Decimal("0.750"))) is None


def test_entry_ids_are_derived_from_what_the_entry_says() -> None:
    assert step(None, EARNED).id == GRANTED.id
    assert step(None, replace(EARNED, amount=Decimal("0.750"))).id == GRANTED.id
    other = next_entry(None, "mbox:mailto:bob@example.org", POLICY, EARNED)
    assert other is not None
    assert other.id != GRANTED.id
    assert other.award_id != GRANTED.award_id


@given(st.lists(st.lists(st.sampled_from([*FULL, attended("b", 15, -50), attended("d", 40)])), max_size=8))
def test_a_ledger_is_a_chain_that_ends_in_the_last_assessment(history: list[list[Evidence]]) -> None:
    current: Entry | None = None
    for evidence in history:
        assessment = assessed(POLICY, *evidence)
        entry = next_entry(current, LEARNER, POLICY, assessment)
        if entry is not None:
            assert entry.number == (current.number + 1 if current else 1)
            assert entry.previous == (current.id if current else None)
        current = entry or current
        assert next_entry(current, LEARNER, POLICY, assessment) is None
        assert (current.amount if current else 0) == assessment.amount
