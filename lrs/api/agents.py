"""/xapi/agents (xAPI 1.0.3 Communication 2.4): who an Agent is."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.headers import version_of
from lrs.api.parameters import parameters, read_agent_object, required
from lrs.api.services import services
from lrs.xapi.agents import from_key, keys_of
from lrs.xapi.persons import person


def add_routes(app: web.Application) -> None:
    """Add the agents resource."""
    app.router.add_get("/xapi/agents", get, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Return the Person that an Agent is.

    Which other identifiers and names the person has, the registry knows; a key that may not read everything
    is told no more than it said (Communication 2.4).
    """
    key = await authorize(request, scopes.PROFILE, scopes.ALL_READ, scopes.ALL)
    version_of(request)
    given = parameters(request, ("agent",))
    agent = required(given, "agent", read_agent_object, "an Agent with one identifier, as JSON")
    known = [] if key.scopes.isdisjoint({scopes.ALL_READ, scopes.ALL}) else await _known(request, agent)
    return web.json_response(person([agent, *known]))


async def _known(request: web.Request, agent: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a person of the registry as Agents, one for the name and for each identifier; or none."""
    people = services(request).store.people
    [key] = keys_of(agent)
    learner = await people.learner(key)
    registered = (await people.of([learner])).get(learner)
    if registered is None:
        return []
    name = f"{registered.given_name} {registered.family_name}"
    return [{"name": name}, *map(from_key, registered.keys)]
