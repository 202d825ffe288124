"""The occasions on which a learner took part, each of which may earn an award of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lrs.credits.content import content, live
from lrs.credits.earned_by import Said
from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy


@dataclass(frozen=True, slots=True)
class Occasion:
    """What was done on one occasion, in order.

    `name` is the IRI of an activity, or a day: that of the occasion, or the first one of its cycle. It is ""
    where a policy gives but one award.
    """

    name: str
    evidence: tuple[Evidence, ...]


def occasions(policy: Policy, evidence: Sequence[Evidence]) -> list[Occasion]:
    """Part a learner's evidence, which is in order, into occasions; without any there is one, with no name.

    Taking part on a day that counts makes an occasion. A disclosure and a consent belong to all of them, and
    where activities are the occasions everything else does too. Otherwise it belongs to the latest one that
    began before it or on its day.
    """
    if policy.once.per == "policy":
        return [Occasion("", tuple(evidence))]
    naming = _Naming(policy)
    taken = live(content(policy, evidence), policy.window)
    names = sorted({naming.name(item) for item in taken if naming.makes_one(item)})
    parted: dict[str, list[Evidence]] = defaultdict(list)
    for item in evidence:
        for name in naming.belongs(item, names):
            parted[name].append(item)
    return [Occasion(name, tuple(parted[name])) for name in names] or [Occasion("", tuple(evidence))]


class _Naming:
    """How a policy names its occasions."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._general = [each.activities for each in _said_once(policy)]

    def name(self, item: Evidence) -> str:
        """Return the name of the occasion on which a statement was made."""
        window, once = self._policy.window, self._policy.once
        match once.per:
            case "date":
                return window.day(item.timestamp).isoformat()
            case "cycle":
                return once.cycle(window.day(item.timestamp)).isoformat()
            case _:
                return item.activity

    def makes_one(self, item: Evidence) -> bool:
        """Tell whether taking part so makes an occasion."""
        return self._policy.once.per != "activity" or item.activity in self._policy.activity.ids

    def belongs(self, item: Evidence, names: Sequence[str]) -> Sequence[str]:
        """Return those of `names`, the occasions that there are, to which a statement belongs."""
        if self._policy.once.per == "activity":
            return [item.activity] if item.activity in self._policy.activity.ids else names
        if any(item.activity in each for each in self._general):
            return names
        name = self.name(item)
        if content(self._policy, [item]):
            return [name]
        return [max((each for each in names if each <= name), default=name)] if names else []


def _said_once(policy: Policy) -> list[Said]:
    return [each for each in (policy.earned_by.disclosure, policy.earned_by.consent) if each]
