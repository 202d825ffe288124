"""Parts of statements that are right, with as many members as they may have."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

ABSENT: Final[Any] = object()
"""The value of a member that is left out."""


@dataclass(frozen=True, slots=True)
class Usual:
    """An object; called with members, it returns a copy in which those are instead, beside, or absent."""

    members: dict[str, Any]

    def __call__(self, **changes: Any) -> dict[str, Any]:
        """Return the object with changes."""
        return {name: value for name, value in {**self.members, **changes}.items() if value is not ABSENT}


MBOX: Final = "mailto:amara.okafor@hospital.example"
SHA1: Final = "c1b0eebc4a3e5e2e6b4b2e7c0a2e6b5f2f1d0e9c"
SHA2: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OPENID: Final = "https://id.example/amara"
REGISTRATION: Final = "b7c1d0de-92c1-4a5e-8f0e-6e0a3c1c9a11"
STATEMENT: Final = "0c5f5f1a-6b57-4c1e-9d38-1d7c3f1a7e42"
MODULE: Final = "https://cme.example/activities/sepsis"
QUESTION: Final = "https://cme.example/activities/sepsis/question-3"
COMPLETED: Final = "http://adlnet.gov/expapi/verbs/completed"
VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"

account = Usual({"homePage": "https://hospital.example/", "name": "7f3a"})
agent = Usual({"objectType": "Agent", "name": "Amara Okafor", "mbox": MBOX})
member: Final = {"name": "Ben Tran", "account": account(name="b2")}
group = Usual(
    {"objectType": "Group", "name": "Ward 7", "account": account(name="ward-7"), "member": [member]}
)
anonymous = Usual({"objectType": "Group", "name": "The night shift", "member": [member]})
verb = Usual({"id": COMPLETED, "display": {"en-US": "completed", "de": "hat abgeschlossen"}})
component = Usual({"id": "lactate", "description": {"en": "Lactate above 2 mmol/l"}})
definition = Usual(
    {
        "name": {"en": "Question 3"},
        "description": {"en": "Which of these are signs of septic shock?"},
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "moreInfo": "https://cme.example/sepsis/about",
        "interactionType": "choice",
        "correctResponsesPattern": ["lactate[,]pressure"],
        "choices": [component(), component(id="pressure")],
        "extensions": {"https://cme.example/extensions/level": {"grade": None}},
    }
)
activity = Usual({"objectType": "Activity", "id": QUESTION, "definition": definition()})
module = Usual({"id": MODULE, "definition": {"name": {"en": "Sepsis in adults"}}})
reference = Usual({"objectType": "StatementRef", "id": STATEMENT})
score = Usual({"scaled": 0.85, "raw": 17, "min": 0, "max": 20})
result = Usual(
    {
        "score": score(),
        "success": True,
        "completion": True,
        "response": "lactate[,]pressure",
        "duration": "PT1H30M5.25S",
        "extensions": {"https://cme.example/extensions/hints": [1, None]},
    }
)
context_activities = Usual(
    {
        "parent": [module()],
        "grouping": [module(id="https://cme.example/courses/emergency")],
        "category": [module(id="https://cme.example/profiles/cme")],
        "other": [module(id="https://cme.example/activities/shock")],
    }
)
context = Usual(
    {
        "registration": REGISTRATION,
        "instructor": agent(mbox="mailto:lin.zhou@hospital.example"),
        "team": group(),
        "contextActivities": context_activities(),
        "language": "en-US",
        "statement": reference(),
        "extensions": {"https://cme.example/extensions/room": None},
    }
)
context_agent = Usual(
    {
        "objectType": "contextAgent",
        "agent": agent(),
        "relevantTypes": ["https://cme.example/roles/mentor"],
    }
)
context_group = Usual(
    {
        "objectType": "contextGroup",
        "group": group(),
        "relevantTypes": ["https://cme.example/roles/ward"],
    }
)
attachment = Usual(
    {
        "usageType": "https://cme.example/attachments/certificate",
        "display": {"en": "Certificate"},
        "description": {"en": "Certificate of attendance"},
        "contentType": "application/pdf",
        "length": 27,
        "sha2": SHA2,
        "fileUrl": "https://cme.example/certificates/1.pdf",
    }
)
_parts: Final[dict[str, Any]] = {
    "actor": agent(),
    "verb": verb(),
    "object": activity(),
    "result": result(),
    "context": context(),
    "timestamp": "2026-03-02T09:00:00.123Z",
    "attachments": [attachment()],
}
sub = Usual({"objectType": "SubStatement", **_parts})
_whole = Usual(_parts)


def whole(**changes: Any) -> dict[str, Any]:
    """Return a statement under a new id that has every part, or what the changes say instead."""
    return _whole(**{"id": str(uuid.uuid4()), **changes})


SHORTEST: Final[dict[str, Any]] = {
    "actor": {"mbox": MBOX},
    "verb": {"id": COMPLETED},
    "object": {"id": MODULE},
}
"""A statement that has no more than it needs."""


def simple(**changes: Any) -> dict[str, Any]:
    """Return the shortest statement under a new id, with the changes."""
    return {**SHORTEST, "id": str(uuid.uuid4()), **changes}
