"""/xapi/statements (xAPI 1.0.3 Communication 2.1)."""

from __future__ import annotations

import msgspec
from aiohttp import web

from lrs.api import scopes, statement_queries
from lrs.api.authentication import authorize
from lrs.api.expectations import when_wanted
from lrs.api.headers import version_of
from lrs.api.parameters import parameters, read_uuid, required
from lrs.api.submissions import submit
from lrs.xapi.incoming import read, read_batch


def add_routes(app: web.Application) -> None:
    """Add the statement resource."""
    app.router.add_post("/xapi/statements", post, expect_handler=when_wanted)
    app.router.add_put("/xapi/statements", put, expect_handler=when_wanted)
    app.router.add_get("/xapi/statements", statement_queries.get, expect_handler=when_wanted)


async def post(request: web.Request) -> web.Response:
    """Store one statement or a batch and answer with their ids, in order."""
    key = await authorize(request, scopes.WRITE, scopes.ALL)
    version = version_of(request)
    parameters(request, ())
    authority = msgspec.json.encode(key.authority)
    batch = await submit(request, version, key, lambda json: read_batch(json, version, authority))
    return web.json_response([str(statement.id) for statement in batch])


async def put(request: web.Request) -> web.Response:
    """Store one statement under the id that the client names."""
    key = await authorize(request, scopes.WRITE, scopes.ALL)
    version = version_of(request)
    named = required(parameters(request, ("statementId",)), "statementId", read_uuid, "a UUID")
    authority = msgspec.json.encode(key.authority)
    await submit(request, version, key, lambda json: [read(json, version, authority, named=named)])
    return web.Response(status=204)
