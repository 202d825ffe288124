"""Which of a learner's statements count as taking part in what a policy certifies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from lrs.credits.activities import Activities
from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy
from lrs.credits.verbs import ATTENDED
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


def stays(found: Iterable[Evidence]) -> list[Evidence]:
    """Return the statements that say for how long somebody attended."""
    return [item for item in found if item.verb == ATTENDED and item.seconds]


def seconds(item: Evidence) -> Fraction:
    """Return how long somebody attended, exactly."""
    return Fraction(item.seconds or 0)


def total_seconds(found: Sequence[Evidence]) -> Fraction:
    """Return how long somebody attended in all."""
    return sum(map(seconds, found), Fraction())


def _about(activities: Activities, policy: Policy, evidence: Iterable[Evidence]) -> list[Evidence]:
    claiming = policy.claim.verb if policy.claim else None
    return [item for item in evidence if item.activity in activities and item.verb != claiming]
