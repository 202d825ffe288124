"""/api/awards/{award}/explanation: why an award is what it is."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.parameters import parameters
from lrs.api.services import services
from lrs.credits.gates import GateResult
from lrs.rollup.explanations import Explanation, Explanations


def add_routes(app: web.Application) -> None:
    """Add the explanation of an award."""
    app.router.add_get("/api/awards/{award}/explanation", get, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Return the gates, the statements and the arithmetic of an award, computed afresh."""
    await authorize(request, scopes.CREDITS_READ)
    parameters(request, ())
    explanation = await Explanations(services(request).store).award(request.match_info["award"])
    return web.json_response(explanation_as_json(explanation))


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as clients and `lrs credits explain --json` see it; amounts are decimal text."""
    assessment, policy, stands = explanation.assessment, explanation.policy, explanation.stands
    return {
        "award": explanation.award_id,
        "learner": explanation.learner,
        "policy": {"id": policy.id, "version": policy.version, "hash": policy.hash},
        "body": assessment.slot.body,
        "credit_type": assessment.slot.credit_type,
        "part": assessment.slot.part,
        "occasion": assessment.slot.occasion,
        "amount": str(assessment.amount),
        "earned_on": assessment.earned_on.isoformat() if assessment.earned_on else None,
        "gates": [_gate_as_json(gate) for gate in assessment.gates],
        "arithmetic": list(assessment.steps),
        "missing": list(assessment.missing),
        "evidence": list(assessment.evidence),
        "flags": [{"statement": flag.statement_id, "why": flag.why} for flag in assessment.flags],
        "equivalents": {name: str(amount) for name, amount in explanation.equivalents.items()},
        "stands": {"entry": stands.id, "state": stands.kind, "amount": str(stands.amount)}
        if stands
        else None,
        "differences": list(explanation.differences),
    }


def _gate_as_json(gate: GateResult) -> dict[str, Any]:
    return {
        "name": gate.name,
        "passed": gate.passed,
        "why": gate.why,
        "statements": list(gate.statements),
        "met_at": gate.met_at.isoformat() if gate.met_at else None,
    }
