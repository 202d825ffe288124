"""An activity that is certified for credit, as a learner is offered it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lrs.credits.activities import Activities
from lrs.credits.amounts import designated
from lrs.credits.credit import Part
from lrs.credits.learner import Learner
from lrs.credits.once import Once
from lrs.credits.policy import Policy
from lrs.requirements.earned import Earned


@dataclass(frozen=True, slots=True)
class Offer:
    """What a policy in force awards at most, on the days from `opens` to `closes`, both inclusive.

    `credits` are what a learner would have who earned all of it on the first day.
    """

    policy_id: str
    title: str
    activities: Activities
    once: Once
    format: str
    provider: str
    opens: date
    closes: date
    credits: tuple[Earned, ...]

    def is_open(self, awards: Iterable[Earned], on: date) -> bool:
        """Tell whether a learner who has these awards can earn the credit on a day."""
        return self.opens <= on <= self.closes and not self._is_had(awards, on)

    def _is_had(self, awards: Iterable[Earned], on: date) -> bool:
        had = [award for award in awards if award.policy_id == self.policy_id]
        match self.once.per:
            case "activity":
                return not self.activities.patterns and self.activities.iris <= {
                    award.activity for award in had
                }
            case "date":
                return any(award.day == on for award in had)
            case "cycle":
                return any(self.once.cycle(award.day) == self.once.cycle(on) for award in had)
            case _:
                return bool(had)


def offer(policy: Policy, profession: str | None) -> Offer:
    """Return what a policy offers to a learner of a profession, as the people registry writes it."""
    opens = max(policy.window.release, policy.effective or date.min)
    credits_ = (
        Earned(
            award=f"offer:{policy.id}:{credit.body}:{credit.type}:{part.name}",
            activity=policy.activity.ids.name,
            title=policy.activity.title,
            format=policy.activity.format,
            provider=policy.provider.name,
            policy_id=policy.id,
            body=credit.body,
            credit_type=credit.type,
            part=part.name,
            amount=part.maximum,
            day=opens,
        )
        for credit in policy.credits
        if credit.is_for(Learner(profession))
        for part in credit.parts or (Part("", designated(credit)),)
    )
    return Offer(
        policy_id=policy.id,
        title=policy.title,
        activities=policy.activity.ids,
        once=policy.once,
        format=policy.activity.format,
        provider=policy.provider.name,
        opens=opens,
        closes=policy.window.expiry,
        credits=tuple(credits_),
    )
