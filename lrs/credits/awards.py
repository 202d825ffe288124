"""The ledger of awards as values: what the next entry is, and how entries are named."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from lrs.credits.assessment import Assessment, Slot
from lrs.credits.digest import digest
from lrs.credits.policy import Policy

Kind = Literal["granted", "amended", "revoked"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger; the highest `number` of an award is what stands.

    `id` is derived from all the other fields, so the same work done twice names the same entry. `amount` is
    in credits, 0 once revoked; `earned_on` is in UTC, None once revoked. `learner` names a person of the
    registry or is an agent key. `activity` is an IRI, `evidence` are statement ids, `previous` is the id of
    the entry before. `part`, `occasion` and `report_by` are as in `Assessment`.
    """

    id: str
    award_id: str
    number: int
    kind: Kind
    amount: Decimal
    earned_on: datetime | None
    learner: str
    policy_id: str
    policy_version: int
    policy_hash: str
    activity: str
    body: str
    credit_type: str
    evidence: tuple[str, ...]
    previous: str | None
    reason: str
    part: str = ""
    occasion: str = ""
    report_by: date | None = None

    @property
    def slot(self) -> Slot:
        """Which of the policy's awards to the learner this is."""
        return Slot(self.body, self.credit_type, self.part, self.occasion)


def award_id(learner: str, policy_id: str, slot: Slot) -> str:
    """Return the id of the one award that a learner can have in a slot of a policy, over all its versions."""
    return digest([learner, policy_id, slot.body, slot.credit_type, slot.part, slot.occasion])


def next_entry(current: Entry | None, learner: str, policy: Policy, assessment: Assessment) -> Entry | None:
    """Return the entry that brings the award from `current`, its last one, to `assessment`.

    None means that nothing has changed.
    """
    kind = _kind(current, policy, assessment)
    if kind is None:
        return None
    nameless = Entry(
        id="",
        award_id=award_id(learner, policy.id, assessment.slot),
        number=current.number + 1 if current else 1,
        kind=kind,
        amount=assessment.amount,
        earned_on=assessment.earned_on,
        learner=learner,
        policy_id=policy.id,
        policy_version=policy.version,
        policy_hash=policy.hash,
        activity=assessment.activity or (current.activity if current else ""),
        body=assessment.slot.body,
        credit_type=assessment.slot.credit_type,
        part=assessment.slot.part,
        occasion=assessment.slot.occasion,
        report_by=assessment.report_by,
        evidence=assessment.evidence,
        previous=current.id if current else None,
        reason=_reason(kind, current, policy, assessment),
    )
    return _named(nameless)


def _kind(current: Entry | None, policy: Policy, assessment: Assessment) -> Kind | None:
    if current is None or current.kind == "revoked":
        return "granted" if assessment.amount else None
    if not assessment.amount:
        return "revoked"
    return "amended" if _changes(current, policy, assessment) else None


def _changes(current: Entry, policy: Policy, assessment: Assessment) -> list[str]:
    """Say what differs between the entry that stands and the award computed anew."""
    compared = (
        (f"the amount was {current.amount}", current.amount, assessment.amount),
        (f"it was earned on {current.earned_on}", current.earned_on, assessment.earned_on),
        ("the evidence differs", current.evidence, assessment.evidence),
        (f"the policy was version {current.policy_version}", current.policy_hash, policy.hash),
    )
    return [change for change, before, after in compared if before != after]


def differences(current: Entry, policy: Policy, assessment: Assessment) -> list[str]:
    """Say in which respects the entry that stands is not what was computed anew; none where it is."""
    if current.kind == "revoked":
        return [f"nothing stands, and {assessment.amount} credits are earned"] if assessment.amount else []
    return _changes(current, policy, assessment)


def _reason(kind: Kind, current: Entry | None, policy: Policy, assessment: Assessment) -> str:
    if current is None or kind != "amended":
        return " ".join(assessment.missing or assessment.steps)
    return f"Changed: {'; '.join(_changes(current, policy, assessment))}."


_SAID = [each.name for each in fields(Entry) if each.name != "id"]


def _named(entry: Entry) -> Entry:
    said = {name: getattr(entry, name) for name in _SAID}
    said["earned_on"] = entry.earned_on.isoformat() if entry.earned_on else None
    said["report_by"] = entry.report_by.isoformat() if entry.report_by else None
    return replace(entry, id=digest(said))
