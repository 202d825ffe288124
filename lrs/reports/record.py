"""One award as it goes, or does not go, into a report."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import msgspec

from lrs.credits.awards import Entry
from lrs.credits.policy import Policy
from lrs.reports.person import Person

State = Literal["ready", "not_reportable", "sent", "accepted", "rejected", "superseded"]
Action = Literal["add", "replace", "delete"]
Via = Literal["file", "hand", "status"]


@dataclass(frozen=True, slots=True)
class Record:
    """An entry of the ledger, the policy version it was made by, and the person whose award it is.

    `person` has no id and no names where the registry does not know the learner. `reason` says in a plain
    sentence why the record is not reportable, and is empty where it is ready.

    `action` says what the body is to do: add the award, put it in the place of what it has of this award, or
    delete what it has, which is then `entry`. `via` says how it hears of that: in the file, from somebody who
    does it by hand, or from a status list that it asks.
    """

    entry: Entry
    policy: Policy
    person: Person
    state: State = "ready"
    reason: str = ""
    action: Action = "add"
    via: Via = "file"

    @property
    def mark(self) -> str:
        """A hash of what the body is told; what it has rejected is told again once this differs."""
        person = self.person
        known = [
            person.id,
            person.given_name,
            person.middle_name,
            person.family_name,
            person.degree,
            person.profession,
            person.birth_month_day,
            person.npi,
            person.license_state,
            person.license_number,
        ]
        return sha256(msgspec.json.encode([self.action, self.entry.id, known])).hexdigest()
