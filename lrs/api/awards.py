"""/api/awards: what credit a learner has, as the ledger says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.parameters import optional, parameters, read_agent, read_count, read_iri
from lrs.api.services import services
from lrs.credits.awards import Entry
from lrs.errors import NotFound
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store

KNOWN = ("agent", "learner", "activity", "policy", "after", "limit")
LARGEST_PAGE = 1_000


def add_routes(app: web.Application) -> None:
    """Add the award resources."""
    app.router.add_get("/api/awards", get_many, expect_handler=when_wanted)
    app.router.add_get("/api/awards/{award}", get_one, expect_handler=when_wanted)


async def get_many(request: web.Request) -> web.Response:
    """Return the awards of a learner, an activity or a policy, a page at a time."""
    await authorize(request, scopes.CREDITS_READ)
    given = parameters(request, KNOWN)
    limit = optional(given, "limit", read_count, "a whole number from 0") or LARGEST_PAGE
    limit = min(limit, LARGEST_PAGE)
    query = AwardQuery(
        learner=await _learner(services(request).store, given),
        activity=optional(given, "activity", read_iri, "an IRI"),
        policy=given.get("policy"),
        after=given.get("after"),
        limit=limit + 1,
    )
    awards = [entry async for entry in services(request).store.ledger.awards(query)]
    return web.json_response(
        {
            "awards": [award_as_json(entry) for entry in awards[:limit]],
            "more": _more(request, given, awards, limit),
        }
    )


async def get_one(request: web.Request) -> web.Response:
    """Return one award with every entry that the ledger has on it."""
    await authorize(request, scopes.CREDITS_READ)
    parameters(request, ())
    history = await services(request).store.ledger.history(request.match_info["award"])
    if not history:
        raise NotFound("there is no such award")
    entries = [_entry_as_json(entry) for entry in history]
    return web.json_response(award_as_json(history[-1]) | {"entries": entries})


def award_as_json(entry: Entry) -> dict[str, Any]:
    """Return an award as clients and `lrs credits list --json` see it; the amount is decimal text."""
    return {
        "id": entry.award_id,
        "learner": entry.learner,
        "activity": entry.activity,
        "body": entry.body,
        "credit_type": entry.credit_type,
        "part": entry.part,
        "occasion": entry.occasion,
        "policy": {"id": entry.policy_id, "version": entry.policy_version, "hash": entry.policy_hash},
    } | _entry_as_json(entry)


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "number": entry.number,
        "state": entry.kind,
        "amount": str(entry.amount),
        "earned_on": entry.earned_on.isoformat() if entry.earned_on else None,
        "report_by": entry.report_by.isoformat() if entry.report_by else None,
        "evidence": list(entry.evidence),
        "reason": entry.reason,
        "previous": entry.previous,
    }


async def _learner(store: Store, given: Mapping[str, str]) -> str | None:
    agent = optional(given, "agent", read_agent, "an agent with one identifier, as JSON")
    return await store.people.learner(agent) if agent else given.get("learner")


def _more(request: web.Request, given: Mapping[str, str], awards: list[Entry], limit: int) -> str:
    if len(awards) <= limit:
        return ""
    return f"{request.path}?{urlencode(dict(given) | {'after': awards[limit - 1].award_id})}"
