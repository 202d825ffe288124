"""All versions of one policy, and which of them judges what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from lrs.credits.activities import Activities
from lrs.credits.assessment import Assessment, Slot, assess
from lrs.credits.evidence import Evidence
from lrs.credits.learner import UNKNOWN, Learner
from lrs.credits.policy import Policy


@dataclass(frozen=True, slots=True)
class Judgement:
    """What evidence comes to in one slot, and the version that says so."""

    policy: Policy
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a policy, the newest first.

    `scope` are all activities whose statements may change what any of them awards, `details` the verbs
    of whose statements any of them looks at more than the facts, and `reviews` tells whether one of them has
    what came late reviewed.
    """

    policies: tuple[Policy, ...]
    scope: Activities
    details: frozenset[str]
    reviews: bool

    @classmethod
    def of(cls, policies: Iterable[Policy]) -> Versions:
        """Return the versions of one policy, of which there is at least one."""
        newest_first = tuple(sorted(policies, key=lambda policy: -policy.version))
        scope = reduce(or_, (policy.scope for policy in newest_first))
        details = frozenset(verb for policy in newest_first for verb in policy.details)
        return cls(newest_first, scope, details, any(policy.arrival.reviews for policy in newest_first))

    @property
    def latest(self) -> Policy:
        """The newest version."""
        return self.policies[0]

    @property
    def id(self) -> str:
        """The name of the policy."""
        return self.latest.id

    def judge(
        self, evidence: Sequence[Evidence], learner: Learner = UNKNOWN, known: Collection[Slot] = ()
    ) -> dict[Slot, Judgement]:
        """Return what `evidence`, all of one learner, comes to in each slot, those in `known` included.

        A version judges what by itself is earned from its effective day on, until the day before the one on
        which a newer version becomes effective. Where several give credit, the oldest of them judges: what
        was earned once stays, also for who does it again. Where none does, the judgement is that of the
        version that was effective on the day of the last evidence.
        """
        found: dict[Slot, Judgement] = {}
        explains, before = self._effective(evidence), date.max
        for policy in self.policies:
            for assessment in assess(policy, evidence, learner):
                judged = Judgement(policy, _in_time(policy, assessment, before))
                other = found.get(assessment.slot)
                if other is None or _is_better(judged, other, explains):
                    found[assessment.slot] = judged
            before = min(before, policy.effective or date.min)
        return found | {slot: Judgement(self.latest, _gone(slot)) for slot in known if slot not in found}

    def _effective(self, evidence: Iterable[Evidence]) -> Policy:
        """Return the version that is effective on the day of the last evidence."""
        last = max((item.timestamp for item in evidence), default=None)
        for policy in self.policies:
            if policy.effective is None or (last and policy.effective <= policy.window.day(last)):
                return policy
        return self.policies[-1]


def _is_better(judged: Judgement, other: Judgement, explains: Policy) -> bool:
    """Tell whether a judgement by an older version is to stand instead of one by a newer."""
    return bool(judged.assessment.amount) or (judged.policy is explains and not other.assessment.amount)


def _in_time(policy: Policy, assessment: Assessment, before: date) -> Assessment:
    """Return the assessment, or, where it is of a day that this version does not judge, that of nothing."""
    if assessment.earned_on is None:
        return assessment
    day = policy.window.day(assessment.earned_on)
    if (policy.effective is None or policy.effective <= day) and day < before:
        return assessment
    bounds = [f" from {policy.effective} on" if policy.effective else ""]
    bounds += [f" before {before}"] if before < date.max else []
    why = f"Version {policy.version} judges only what is earned{''.join(bounds)}; this was earned on {day}."
    return replace(
        assessment,
        amount=Decimal(0),
        earned_on=None,
        report_by=None,
        steps=(*assessment.steps, why),
        missing=(why,),
    )


def _gone(slot: Slot) -> Assessment:
    """Return the assessment of a slot that nothing belongs to any more."""
    why = "Nothing is in evidence for this award any more."
    return Assessment(slot, "", Decimal(0), None, (), (), (why,), (why,))
