"""/xapi/activities/state (xAPI 1.0.3 Communication 2.3)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from lrs.api import documents, scopes
from lrs.api.authentication import authorize
from lrs.api.documents import Kind
from lrs.api.expectations import when_wanted
from lrs.api.headers import version_of
from lrs.api.parameters import optional, read_agent, read_iri, read_uuid, required
from lrs.xapi.documents import Context


def add_routes(app: web.Application) -> None:
    """Add the state resource."""
    app.router.add_get("/xapi/activities/state", get, expect_handler=when_wanted)
    app.router.add_put("/xapi/activities/state", put, expect_handler=when_wanted)
    app.router.add_post("/xapi/activities/state", post, expect_handler=when_wanted)
    app.router.add_delete("/xapi/activities/state", delete, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Return one state document, or the ids of those there are."""
    await authorize(request, scopes.STATE, scopes.ALL_READ, scopes.ALL)
    version_of(request)
    return await documents.get(request, STATE)


async def put(request: web.Request) -> web.Response:
    """Store a state document as it came."""
    await authorize(request, scopes.STATE, scopes.ALL)
    may_replace = not version_of(request).state_needs_precondition
    return await documents.put(request, STATE, may_create=True, may_replace=may_replace)


async def post(request: web.Request) -> web.Response:
    """Merge a state document with the one that stands."""
    await authorize(request, scopes.STATE, scopes.ALL)
    version_of(request)
    return await documents.post(request, STATE)


async def delete(request: web.Request) -> web.Response:
    """Delete one state document, or all of a context."""
    await authorize(request, scopes.STATE, scopes.ALL)
    version_of(request)
    return await (documents.delete if STATE.id in request.query else documents.clear)(request, STATE)


def _context(given: Mapping[str, str]) -> Context:
    return Context(
        activity=required(given, "activityId", read_iri, "an IRI"),
        agent=required(given, "agent", read_agent, "an agent with one identifier, as JSON"),
        registration=optional(given, "registration", read_uuid, "a UUID"),
    )


STATE = Kind(id="stateId", context=("activityId", "agent", "registration"), read_context=_context)
