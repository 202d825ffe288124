"""/xapi/agents/profile and /xapi/activities/profile (xAPI 1.0.3 Communication 2.6, 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from lrs.api import documents, scopes
from lrs.api.authentication import authorize
from lrs.api.documents import Kind
from lrs.api.expectations import when_wanted
from lrs.api.headers import version_of
from lrs.api.parameters import read_agent, read_iri, required
from lrs.xapi.documents import Context


def add_routes(app: web.Application) -> None:
    """Add the two profile resources."""
    for path, profiles in (("/xapi/agents/profile", AGENTS), ("/xapi/activities/profile", ACTIVITIES)):
        app.router.add_get(path, profiles.get, expect_handler=when_wanted)
        app.router.add_put(path, profiles.put, expect_handler=when_wanted)
        app.router.add_post(path, profiles.post, expect_handler=when_wanted)
        app.router.add_delete(path, profiles.delete, expect_handler=when_wanted)


@dataclass(frozen=True, slots=True)
class Profiles:
    """The resource of one kind of profiles."""

    kind: Kind

    async def get(self, request: web.Request) -> web.Response:
        """Return one profile document, or the ids of those there are."""
        await authorize(request, scopes.PROFILE, scopes.ALL_READ, scopes.ALL)
        version_of(request)
        return await documents.get(request, self.kind)

    async def put(self, request: web.Request) -> web.Response:
        """Store a profile document as it came, under a precondition."""
        await authorize(request, scopes.PROFILE, scopes.ALL)
        may_create = not version_of(request).new_profile_needs_precondition
        return await documents.put(request, self.kind, may_create=may_create, may_replace=False)

    async def post(self, request: web.Request) -> web.Response:
        """Merge a profile document with the one that stands."""
        await authorize(request, scopes.PROFILE, scopes.ALL)
        version_of(request)
        return await documents.post(request, self.kind)

    async def delete(self, request: web.Request) -> web.Response:
        """Delete one profile document."""
        await authorize(request, scopes.PROFILE, scopes.ALL)
        version_of(request)
        return await documents.delete(request, self.kind)


def _of_agent(given: Mapping[str, str]) -> Context:
    return Context(agent=required(given, "agent", read_agent, "an agent with one identifier, as JSON"))


def _of_activity(given: Mapping[str, str]) -> Context:
    return Context(activity=required(given, "activityId", read_iri, "an IRI"))


AGENTS = Profiles(Kind(id="profileId", context=("agent",), read_context=_of_agent))
ACTIVITIES = Profiles(Kind(id="profileId", context=("activityId",), read_context=_of_activity))
