"""Statements for tests."""

from __future__ import annotations

import uuid
from typing import Any

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
MODULE = "https://cme.example/activities/sepsis"
AMARA = {"objectType": "Agent", "name": "Amara Okafor", "mbox": "mailto:amara.okafor@hospital.example"}


def statement(**members: Any) -> dict[str, Any]:
    """Return a statement with an id: Amara completed the sepsis module, or what `members` say instead."""
    usual = {
        "id": str(uuid.uuid4()),
        "actor": AMARA,
        "verb": {"id": COMPLETED, "display": {"en-US": "completed"}},
        "object": {"objectType": "Activity", "id": MODULE},
        "timestamp": "2026-03-02T09:00:00Z",
    }
    return {name: value for name, value in (usual | members).items() if value is not None}


def voiding(target: str, **members: Any) -> dict[str, Any]:
    """Return a statement that voids the one whose id is `target`."""
    reference = {"objectType": "StatementRef", "id": target}
    return statement(verb={"id": VOIDED}, object=reference, **members)
