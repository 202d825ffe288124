"""What can stand in a cell of a roster: text about an award, its policy or its person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import attrgetter

from lrs.plugins import Record


def _text(path: str) -> Callable[[Record], str]:
    """Return what reads an attribute of a record as text, "" where it is None."""
    read = attrgetter(path)

    def cell(record: Record) -> str:
        value = read(record)
        if isinstance(value, date | datetime):
            return value.isoformat()
        return "" if value is None else str(value)

    return cell


def _earned_day(record: Record) -> str:
    """Return the day on which the award was earned, in the time zone of its policy."""
    earned_on = record.entry.earned_on
    return record.policy.window.day(earned_on).isoformat() if earned_on else ""


CELLS: Mapping[str, Callable[[Record], str]] = {
    "state": _text("state"),
    "reason": _text("reason"),
    "action": _text("action"),
    "award": _text("entry.award_id"),
    "amount": _text("entry.amount"),
    "credit_type": _text("entry.credit_type"),
    "part": _text("entry.part"),
    "occasion": _text("entry.occasion"),
    "earned_on": _text("entry.earned_on"),
    "earned_day": _earned_day,
    "report_by": _text("entry.report_by"),
    "policy": _text("policy.id"),
    "policy_version": _text("policy.version"),
    "activity": _text("entry.activity"),
    "activity_title": _text("policy.activity.title"),
    "activity_format": _text("policy.activity.format"),
    "provider": _text("policy.provider.name"),
    "provider_id": _text("policy.provider.id"),
    "learner": _text("entry.learner"),
    "person": _text("person.id"),
    "given_name": _text("person.given_name"),
    "middle_name": _text("person.middle_name"),
    "family_name": _text("person.family_name"),
    "degree": _text("person.degree"),
    "profession": _text("person.profession"),
    "birth_month_day": _text("person.birth_month_day"),
    "npi": _text("person.npi"),
    "license_state": _text("person.license_state"),
    "license_number": _text("person.license_number"),
}
"""By name; all cells are text, so that numbers keep their leading zeros."""
