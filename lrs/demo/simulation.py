"""A VR simulator, which posts a session as a batch: many small steps, out of order, then the outcome."""

from __future__ import annotations

import random
from typing import Any

from lrs.demo.cast import HOSPITAL, SIMULATORS, VERBS, Learner, moment, statement_id

SIMULATION = f"{HOSPITAL}/sepsis-simulation"
STEPS = (
    "airway",
    "breathing",
    "circulation",
    "consciousness",
    "temperature",
    "lactate",
    "cultures",
    "oxygen",
    "fluids",
    "antibiotics",
    "catheter",
    "escalation",
)


def session(learner: Learner, score: float, begins: float) -> list[dict[str, Any]]:
    """Return the 26 statements of one session as the headset sends them; `begins` in minutes of the day."""
    steps = [
        _step(learner, verb, step, begins + 1 + place)
        for place, step in enumerate(STEPS)
        for verb in ("interacted", "answered")
    ]
    outcome = {"score": {"scaled": score}, "success": score >= 0.7, "completion": True}
    batch = [
        *steps,
        _statement(learner, "initialized", SIMULATION, begins),
        _statement(learner, "completed", SIMULATION, begins + 20, result=outcome),
    ]
    random.Random(learner.account).shuffle(batch)  # noqa: S311  # an order, not a secret
    return batch


def outcome_id(learner: Learner) -> str:
    """Return the id of the statement that says how a learner's session ended."""
    return statement_id("simulation", learner.account, "completed", SIMULATION)


def retraction(learner: Learner) -> dict[str, Any]:
    """Return the statement that voids the outcome of a session: somebody else wore the headset."""
    return {
        "id": statement_id("simulation", learner.account, "voided"),
        "actor": {"name": "Simulation centre", "account": {"homePage": SIMULATORS, "name": "centre"}},
        "verb": {"id": f"{VERBS}/voided", "display": {"en-US": "voided"}},
        "object": {"objectType": "StatementRef", "id": outcome_id(learner)},
        "timestamp": moment(600),
    }


def _step(learner: Learner, verb: str, step: str, minutes: float) -> dict[str, Any]:
    return _statement(
        learner,
        verb,
        f"{SIMULATION}/{step}",
        minutes,
        context={"contextActivities": {"parent": [{"id": SIMULATION}]}},
    )


def _statement(learner: Learner, verb: str, activity: str, minutes: float, **members: Any) -> dict[str, Any]:
    return {
        "id": statement_id("simulation", learner.account, verb, activity),
        "actor": {"name": learner.name, "account": {"homePage": SIMULATORS, "name": learner.account}},
        "verb": {"id": f"{VERBS}/{verb}", "display": {"en-US": verb}},
        "object": {"id": activity},
        "timestamp": moment(minutes),
        **members,
    }
