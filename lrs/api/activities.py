"""/xapi/activities (xAPI 1.0.3 Communication 2.5): what is known of an Activity."""

from __future__ import annotations

import msgspec
from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.headers import version_of
from lrs.api.parameters import parameters, read_iri, required
from lrs.api.services import services
from lrs.xapi import raw
from lrs.xapi.definitions import Term


def add_routes(app: web.Application) -> None:
    """Add the activities resource."""
    app.router.add_get("/xapi/activities", get, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Return the Activity of an id with all that is known of it; one that nobody has described is its id."""
    await authorize(
        request,
        scopes.READ,
        scopes.READ_MINE,
        scopes.STATE,
        scopes.DEFINE,
        scopes.PROFILE,
        scopes.ALL_READ,
        scopes.ALL,
    )
    version_of(request)
    iri = required(parameters(request, ("activityId",)), "activityId", read_iri, "an IRI")
    term = Term("activity", iri)
    known = await services(request).store.definitions.of([term])
    activity = {"objectType": b'"Activity"', "id": msgspec.json.encode(iri)}
    if term in known:
        activity["definition"] = known[term]
    return web.Response(body=raw.join(activity), content_type="application/json")
