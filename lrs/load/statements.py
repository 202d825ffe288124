"""Statements as a busy hospital's modules send them."""

from __future__ import annotations

import random
import uuid
from typing import Any

VERBS = ("completed", "passed", "experienced", "answered", "attempted", "attended", "progressed", "failed")
LEARNERS = 500


def statement(source: random.Random) -> dict[str, Any]:
    """Return a statement of some 1,000 bytes: one of 500 learners did something on one of 200 activities.

    It has no id: the LRS gives it one.
    """
    verb, number = source.choice(VERBS), source.randrange(LEARNERS)
    return {
        "actor": {"objectType": "Agent", "name": f"Learner {number}", "mbox": learner(number)},
        "verb": {"id": verb_id(verb), "display": {"en-US": verb}},
        "object": {
            "objectType": "Activity",
            "id": f"https://cme.example/activities/{source.randrange(200)}",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/course",
                "name": {"en-US": "Sepsis recognition in primary care"},
                "description": {"en-US": "A self-paced module with a post-test and an evaluation."},
            },
        },
        "result": {
            "score": {"scaled": round(source.random(), 2), "raw": 80, "min": 0, "max": 100},
            "success": True,
            "completion": True,
            "duration": "PT42M10S",
        },
        "context": {
            "registration": identifier(source),
            "platform": "bench",
            "language": "en-US",
            "contextActivities": {
                "parent": [{"id": "https://cme.example/courses/sepsis"}],
                "grouping": [{"id": "https://cme.example/programmes/2026"}],
            },
        },
        "timestamp": "2026-03-01T09:00:00.000Z",
    }


def identifier(source: random.Random) -> str:
    """Return a random UUID."""
    return str(uuid.UUID(int=source.getrandbits(128), version=4))


def learner(number: int) -> str:
    """Return the mail address of one of the learners."""
    return f"mailto:learner{number}@hospital.example"


def verb_id(name: str) -> str:
    """Return the IRI of one of the verbs."""
    return f"http://adlnet.gov/expapi/verbs/{name}"
