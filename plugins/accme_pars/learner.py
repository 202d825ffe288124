"""What PARS must know of a learner's award, and why it would not take one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lrs.plugins import Record
from lrs_plugins.accme_pars.configuration import Pars
from lrs_plugins.ama_pra import eligibility
from lrs_plugins.ama_pra.credit import CATEGORY_1

QUARTER = Decimal("0.25")
PROVIDER = re.compile("[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Learners:
    """The learners of one body, by the words of the configuration."""

    body: str
    pars: Pars

    def certification(self, record: Record) -> str | None:
        """Return the body's word for the credit, or for the part of it, that an award is of."""
        entry = record.entry
        return self.pars.bodies[self.body].certifications.get(entry.part or entry.credit_type)

    def activity_id(self, record: Record) -> str | None:
        """Return the nine digits by which ACCME knows the activity."""
        activity = self.pars.activities.get(record.policy.id)
        return activity.accme_id if activity else None

    def completed(self, record: Record) -> str:
        """Return the day of completion in the policy's time zone: a moment could shift it."""
        moment = record.entry.earned_on
        day = record.policy.window.day(moment).isoformat() if moment else ""
        return day if self.pars.completed == "date" else f"{day}T00:00:00"

    def obstacle(self, record: Record) -> str | None:
        """Return everything that keeps an award out of the report, in plain words, or None."""
        return ". ".join((*self._about_person(record), *self._about_activity(record))) or None

    def _about_person(self, record: Record) -> Iterator[str]:
        person = record.person
        if self.body == CATEGORY_1.body:
            if reason := eligibility.obstacle(record):
                yield reason
        else:
            if not person.given_name or not person.family_name:
                yield "The legal given and family name are needed; one is missing"
            if not list(unique_ids(record)):
                yield "An NPI, or a state licence with its state and number, is needed; neither is given"
        if not person.birth_month_day:
            yield "The month and day of birth are needed"

    def _about_activity(self, record: Record) -> Iterator[str]:
        provider, entry = record.policy.provider, record.entry
        if not PROVIDER.fullmatch(provider.id):
            yield f"ACCME's number of a provider has seven digits; the policy says '{provider.id}'"
        if provider.domain is None:
            yield "The policy's provider needs a domain, by which credit is named"
        if self.activity_id(record) is None:
            yield f"The ACCME activity ID of the policy '{record.policy.id}' is not configured"
        if self.certification(record) is None:
            yield f"PARS' word for '{entry.part or entry.credit_type}' is not configured"
        if entry.amount % QUARTER:
            yield f"PARS takes quarter hours; {entry.amount} is none"


def unique_ids(record: Record) -> Iterator[dict[str, str]]:
    """Yield what the person is known by: the NPI, and the licence with its state."""
    person = record.person
    if person.npi:
        yield {"value": person.npi, "domain": "NPI"}
    if person.license_state and person.license_number:
        yield {"value": person.license_number, "domain": person.license_state}
