"""One award as it goes, or does not go, into a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lrs.credits.awards import Entry
from lrs.credits.policy import Policy
from lrs.reports.person import Person

State = Literal["ready", "not_reportable"]


@dataclass(frozen=True, slots=True)
class Record:
    """An award that stands, the policy version it was made by, and the person who has it.

    `person` has no id and no names where the registry does not know the learner. `reason` says in a plain
    sentence why the record is not reportable, and is empty where it is ready.
    """

    entry: Entry
    policy: Policy
    person: Person
    state: State = "ready"
    reason: str = ""
