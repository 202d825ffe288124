"""/api/learners: what a learner has, needs and could do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.parameters import optional, parameters, read_agent, read_day, required
from lrs.api.services import services
from lrs.requirements.counting import Share
from lrs.requirements.earned import Earned, totals
from lrs.requirements.progress import PartProgress, Progress, expiry
from lrs.requirements.suggestions import Suggestion
from lrs.store.store import Store

TRANSCRIPT: Final = ("format",)
PROGRESS: Final = ("on", "requirement")
COLUMNS: Final = (
    "earned_on",
    "activity",
    "title",
    "format",
    "provider",
    "body",
    "credit_type",
    "part",
    "amount",
    "policy",
    "award",
)
_YEARS: Final = range(1900, 2200)


def add_routes(app: web.Application) -> None:
    """Add the resources of learners, each by the learner's own name and by an agent."""
    for resource, handler in (
        ("transcript", get_transcript),
        ("progress", get_progress),
        ("suggestions", get_suggestions),
    ):
        app.router.add_get(f"/api/learners/{resource}", handler, expect_handler=when_wanted)
        app.router.add_get(f"/api/learners/{{learner}}/{resource}", handler, expect_handler=when_wanted)


async def get_transcript(request: web.Request) -> web.Response:
    """Return the awards of a learner that stand, and what they come to."""
    await authorize(request, scopes.CREDITS_READ)
    given = _parameters(request, TRANSCRIPT)
    form = optional(given, "format", _read_format, "json or csv")
    store = services(request).store
    learner = await _learner(request, store, given)
    awards = await store.learners.transcript(learner)
    if form == "csv":
        return web.Response(body=transcript_as_csv(awards), content_type="text/csv", charset="utf-8")
    return web.json_response(transcript_as_json(learner, awards))


async def get_progress(request: web.Request) -> web.Response:
    """Return how far a learner has come in the requirements that they have to meet."""
    await authorize(request, scopes.CREDITS_READ)
    given = _parameters(request, PROGRESS)
    store, on = services(request).store, _on(given)
    learner = await _learner(request, store, given)
    found = await store.learners.progress(learner, on, given.get("requirement"))
    return web.json_response(progress_as_json(learner, on, found))


async def get_suggestions(request: web.Request) -> web.Response:
    """Return which activities would fill what a learner lacks, those that close first at the front."""
    await authorize(request, scopes.CREDITS_READ)
    given = _parameters(request, PROGRESS)
    store, on = services(request).store, _on(given)
    learner = await _learner(request, store, given)
    found = await store.learners.suggestions(learner, on, given.get("requirement"))
    return web.json_response(suggestions_as_json(learner, on, found))


def transcript_as_json(learner: str, awards: Iterable[Earned]) -> dict[str, Any]:
    """Return a transcript as clients see it; amounts are decimal text."""
    listed = list(awards)
    return {
        "learner": learner,
        "totals": [
            {"body": body, "credit_type": credit_type, "amount": _text(amount)}
            for (body, credit_type), amount in totals(listed).items()
        ],
        "awards": [dict(zip(COLUMNS, _cells(award), strict=True)) for award in listed],
    }


def transcript_as_csv(awards: Iterable[Earned]) -> bytes:
    """Return the awards of a transcript as a table."""
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *map(_cells, awards)])
    return out.getvalue().encode()


def progress_as_json(learner: str, on: date, found: Iterable[Progress]) -> dict[str, Any]:
    """Return progress as clients and `lrs learners progress --json` see it."""
    requirements = [_goal(reached) | _reached(reached) for reached in found]
    return {"learner": learner, "on": on.isoformat(), "requirements": requirements}


def suggestions_as_json(
    learner: str, on: date, found: Iterable[tuple[Progress, list[Suggestion]]]
) -> dict[str, Any]:
    """Return suggestions as clients and `lrs learners suggestions --json` see them."""
    requirements = [
        _goal(reached)
        | {
            "missing": [
                {"title": each.part.title, "amount": _text(each.missing)} for each in reached.missing
            ],
            "activities": [_suggestion(each) for each in suggestions],
        }
        for reached, suggestions in found
    ]
    return {"learner": learner, "on": on.isoformat(), "requirements": requirements}


def _parameters(request: web.Request, known: tuple[str, ...]) -> dict[str, str]:
    return parameters(request, known if "learner" in request.match_info else ("agent", *known))


async def _learner(request: web.Request, store: Store, given: Mapping[str, str]) -> str:
    name = request.match_info.get("learner") or required(
        given, "agent", read_agent, "an agent with one identifier, as JSON"
    )
    return await store.learners.find(name)


def _on(given: Mapping[str, str]) -> date:
    asked = optional(given, "on", _read_on, "a day such as 2026-12-31, from 1900 to 2199")
    return asked or datetime.now(UTC).date()


def _read_on(text: str) -> date:
    day = read_day(text)
    if day.year not in _YEARS:
        raise ValueError
    return day


def _read_format(text: str) -> str:
    if text not in {"json", "csv"}:
        raise ValueError
    return text


def _cells(award: Earned) -> tuple[str, ...]:
    return (
        award.day.isoformat(),
        award.activity,
        award.title,
        award.format,
        award.provider,
        award.body,
        award.credit_type,
        award.part,
        _text(award.amount),
        award.policy_id,
        award.award,
    )


def _goal(reached: Progress) -> dict[str, Any]:
    requirement = reached.requirement
    return {
        "requirement": {
            "id": requirement.id,
            "version": requirement.version,
            "title": requirement.title,
            "board": requirement.board,
            "unit": requirement.unit,
        },
        "cycle": {"first": reached.period.first.isoformat(), "last": reached.period.last.isoformat()},
        "met": not reached.missing,
    }


def _reached(reached: Progress) -> dict[str, Any]:
    return {
        "parts": [_part(each) for each in reached.parts],
        "credits": [_share(reached, each) for each in reached.shares],
        "not_counted": [
            {"award": each.award.award, "activity": each.award.activity, "reason": each.reason}
            for each in reached.refused
        ],
    }


def _part(progress: PartProgress) -> dict[str, Any]:
    bounds = {"at_least": progress.part.at_least, "at_most": progress.part.at_most}
    return {
        "title": progress.part.title,
        "counted": _text(progress.counted),
        "missing": _text(progress.missing),
    } | {name: _text(bound) for name, bound in bounds.items() if bound is not None}


def _share(reached: Progress, share: Share) -> dict[str, Any]:
    award = share.credit.award
    expires = expiry(reached.requirement, award)
    return {
        "award": award.award,
        "activity": award.activity,
        "title": award.title,
        "earned_on": award.day.isoformat(),
        "expires_on": expires.isoformat() if expires else None,
        "category": share.credit.category,
        "carried_over": share.credit.carried,
        "worth": _text(share.credit.worth),
        "counted": _text(share.counted),
    }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    offer = suggestion.offer
    return {
        "policy": offer.policy_id,
        "title": offer.title,
        "activities": list(offer.activities.written),
        "format": offer.format,
        "provider": offer.provider,
        "closes_on": offer.closes.isoformat(),
        "credits": [
            {
                "body": credit.body,
                "credit_type": credit.credit_type,
                "part": credit.part,
                "at_most": _text(credit.amount),
            }
            for credit in offer.credits
        ],
        "fills": [{"title": title, "amount": _text(amount)} for title, amount in suggestion.fills],
    }


def _text(amount: Decimal) -> str:
    return format(amount, "f")
