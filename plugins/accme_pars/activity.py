"""What PARS is told of an activity, in whatever form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lrs.plugins import Policy, Record
from lrs_plugins.accme_pars.boards import BOARDS
from lrs_plugins.accme_pars.configuration import Activity, Pars
from lrs_plugins.ama_pra import eligibility
from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.medbiq.metrics import Metrics

CERTIFICATION = "AMA PRA Category 1"


@dataclass(frozen=True, slots=True)
class Registration:
    """That an activity gives points of a board: their maximum, and of which kinds."""

    board: str
    points: Decimal
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activities:
    """The activities of the policies that give CME credit, by the words of the configuration."""

    pars: Pars

    def obstacle(self, record: Record) -> str | None:
        """Return why an award cannot be counted, in plain words, or None."""
        if record.policy.id not in self.pars.activities:
            return f"The activity of the policy '{record.policy.id}' is not configured"
        return eligibility.obstacle(record)

    def said(self, policy: Policy) -> Activity:
        """Return what the configuration says of the activity."""
        return self.pars.activities[policy.id]

    def identifiers(self, policy: Policy) -> dict[str, str]:
        """Return what the activity is known by, by catalog."""
        accme_id = self.said(policy).accme_id
        known = {"ACCME Activity ID": accme_id} if accme_id else {}
        return {"Provider Activity ID": policy.id, **known}

    def action(self, policy: Policy) -> str:
        """Return what PARS is to do."""
        return "Update" if self.said(policy).accme_id else "Add"

    def categories(self, metrics: Metrics) -> list[tuple[str, int]]:
        """Return how many persons of each category have earned credit."""
        professions = metrics.professions.values()
        return sorted(Counter(self.pars.categories.get(each, "other") for each in professions).items())

    def registrations(self, policy: Policy) -> Iterator[Registration]:
        """Yield the boards whose points the policy gives, and for whose kinds there are words."""
        for credit in policy.credits:
            words = self.pars.bodies.get(credit.body)
            if credit.body in BOARDS and words and words.moc_credit_types:
                yield Registration(BOARDS[credit.body].code, credit.maximum, words.moc_credit_types)


def maximum(policy: Policy) -> Decimal:
    """Return how much CME credit the activity gives at the most."""
    return next(credit.maximum for credit in policy.credits if credit.body == CATEGORY_1.body)


def start_of(day: date) -> str:
    """Return midnight of a day, without a zone: another moment could be shifted to another day."""
    return f"{day.isoformat()}T00:00:00"
