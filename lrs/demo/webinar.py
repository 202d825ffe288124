"""A webinar platform, which reports after the session who attended and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lrs.demo.cast import HOSPITAL, VERBS, Learner, moment, statement_id

WEBINAR = f"{HOSPITAL}/stroke-webinar"


def attendance(room: str, minutes: Mapping[Learner, int]) -> list[dict[str, Any]]:
    """Return what the platform says of one room: each learner's minutes in it."""
    return [_attended(room, learner, stayed) for learner, stayed in minutes.items()]


def _attended(room: str, learner: Learner, stayed: int) -> dict[str, Any]:
    return {
        "id": statement_id("webinar", room, learner.mailbox),
        "actor": {"objectType": "Agent", "name": learner.name, "mbox": learner.mbox},
        "verb": {"id": f"{VERBS}/attended", "display": {"en-US": "attended"}},
        "object": {"id": WEBINAR, "definition": {"name": {"en-US": "Acute stroke pathways"}}},
        "result": {"duration": f"PT{stayed}M"},
        "context": {"platform": room},
        "timestamp": moment(240 + stayed),
    }
