"""The documented example policy, and evidence for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from lrs.credits.assessment import Assessment, assess
from lrs.credits.document import read
from lrs.credits.evidence import Evidence
from lrs.credits.learner import UNKNOWN, Learner
from lrs.credits.policy import Policy, parse

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "credit-policy.md"
ACTIVITY = "https://cme.example.org/modules/sepsis"
EVALUATION = f"{ACTIVITY}/evaluation"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
ATTENDED = "http://adlnet.gov/expapi/verbs/attended"
_ENCODER = msgspec.json.Encoder(decimal_format="number")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def example() -> str:
    """Return the policy that the reference page shows."""
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def written(document: Any) -> bytes:
    """Return a policy document as JSON, its numbers exactly as they are."""
    return _ENCODER.encode(document)


def policy(said: Mapping[str, Any] | None = None, /, **earned_by: Any) -> Policy:
    """Return the example, earned by nothing but what is given, and with what `said` says instead of its keys.

    What is said of `credit` is said besides what the example says of it.
    """
    document = read(example()) | {"earned_by": earned_by} | (said or {})
    if isinstance(document["credit"], dict):
        document["credit"] = read(example())["credit"] | document["credit"]
    return parse(written(document))


def assessed(by: Policy, *given: Evidence, learner: Learner = UNKNOWN) -> Assessment:
    """Return what evidence earns by a policy that has but one award."""
    [assessment] = assess(by, given, learner)
    return assessment


def evidence(name: str, verb: str = COMPLETED, minute: int = 0, **facts: Any) -> Evidence:
    """Return evidence `minute` minutes after noon of a day within the window."""
    usual: dict[str, Any] = {"activity": ACTIVITY, "timestamp": NOON + timedelta(minutes=minute)}
    return Evidence(statement_id=name, verb=verb, **(usual | facts))


def attended(name: str, minutes: Decimal | str | int, minute: int = 0) -> Evidence:
    """Return evidence of attendance."""
    return evidence(name, ATTENDED, minute, seconds=60 * Decimal(minutes))


FULL = (
    evidence("c", COMPLETED, 3),
    evidence("s", PASSED, 1, score_scaled=Decimal("0.85")),
    evidence("e", "http://activitystrea.ms/submit", 9, activity=EVALUATION),
    attended("a", 45, 2),
)
"""All that the example asks for."""


def full_assessment() -> tuple[Policy, Assessment]:
    """Return the example with what the full evidence earns by it: 0.75 credits."""
    whole = parse(example())
    return whole, assessed(whole, *FULL)
