"""Which of a learner's statements count as taking part in what a policy certifies."""

from __future__ import annotations

from collections.abc import Iterable

from lrs.credits.activities import Activities
from lrs.credits.attendance import stays
from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy
from lrs.credits.stretches import Stretch
from lrs.credits.window import Window


def certified(policy: Policy, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return what was done about the certified activity itself."""
    return _about(policy.activity.ids, policy, evidence)


def content(policy: Policy, evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return what was done about the certified activity, its segments, questions and items."""
    return _about(policy.content, policy, evidence)


def inside(found: Iterable[Evidence], window: Window) -> list[Evidence]:
    """Return what was done on the days on which evidence counts."""
    return [item for item in found if item.timestamp in window]


def live(found: Iterable[Evidence], window: Window) -> list[Evidence]:
    """Return what was done on the days on which taking part counts."""
    return [item for item in inside(found, window) if window.is_live(item.timestamp)]


def attended(policy: Policy, evidence: Iterable[Evidence]) -> list[Stretch]:
    """Return when somebody was present, in the order in which that was known."""
    return stays(content(policy, evidence), until_last_seen=policy.until_last_seen)


def counting(found: Iterable[Stretch], window: Window) -> list[Stretch]:
    """Return what was known on the days on which taking part counts."""
    return [each for each in found if each.at in window and window.is_live(each.at)]


def _about(activities: Activities, policy: Policy, evidence: Iterable[Evidence]) -> list[Evidence]:
    claiming = policy.claim.verb if policy.claim else None
    return [item for item in evidence if item.activity in activities and item.verb != claiming]
