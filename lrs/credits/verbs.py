"""The verbs by which statements are evidence, as IRIs."""

from __future__ import annotations

from lrs.credits.evidence import Evidence

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
ATTENDED = "http://adlnet.gov/expapi/verbs/attended"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
TERMINATED = "http://adlnet.gov/expapi/verbs/terminated"
JOINED = frozenset({"http://activitystrea.ms/join", "http://activitystrea.ms/schema/1.0/join"})
LEFT = frozenset({"http://activitystrea.ms/leave", "http://activitystrea.ms/schema/1.0/leave"})
APPROVED = frozenset(
    {
        "http://activitystrea.ms/approve",
        "http://activitystrea.ms/schema/1.0/approve",
        "https://w3id.org/xapi/dod-isd/verbs/approved",
    }
)
SUBMITTED = frozenset(
    {
        COMPLETED,
        "http://activitystrea.ms/submit",
        "http://activitystrea.ms/schema/1.0/submit",
        "https://w3id.org/xapi/acrossx/verbs/evaluated",
    }
)


def completes(item: Evidence) -> bool:
    """Tell whether a statement says that its activity was completed."""
    return item.verb == COMPLETED or bool(item.completion)


def submits(item: Evidence) -> bool:
    """Tell whether a statement says that a form was filled in."""
    return item.verb in SUBMITTED or bool(item.completion)
