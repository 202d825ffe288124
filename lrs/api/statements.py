"""/xapi/statements (xAPI 1.0.3 Communication 2.1)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.bodies import read_json
from lrs.api.cursors import Cursor, seal, unseal
from lrs.api.expectations import when_wanted
from lrs.api.headers import announce, version_of
from lrs.api.parameters import (
    optional,
    parameters,
    read_agent,
    read_boolean,
    read_count,
    read_iri,
    read_timestamp,
    read_uuid,
    required,
)
from lrs.api.services import services
from lrs.errors import InvalidRequest, NotFound
from lrs.store.keys import Key
from lrs.store.queries import Page, Query
from lrs.xapi import timestamps
from lrs.xapi.agents import agent_key
from lrs.xapi.incoming import read, read_batch

SINGLE = ("statementId", "voidedStatementId")
FILTERS = ("agent", "verb", "activity", "registration", "since", "until", "limit", "ascending")
FORM = ("format", "attachments", "related_activities", "related_agents")
CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"


def add_routes(app: web.Application) -> None:
    """Add the statement resource."""
    app.router.add_post("/xapi/statements", post, expect_handler=when_wanted)
    app.router.add_put("/xapi/statements", put, expect_handler=when_wanted)
    app.router.add_get("/xapi/statements", get)


async def post(request: web.Request) -> web.Response:
    """Store one statement or a batch and answer with their ids, in order."""
    key = await authorize(request, scopes.WRITE, scopes.ALL)
    version = version_of(request)
    parameters(request, ())
    batch = read_batch(await read_json(request), version, msgspec.json.encode(key.authority))
    await services(request).store.statements.commit(batch, _authority(key))
    return web.json_response([str(statement.id) for statement in batch])


async def put(request: web.Request) -> web.Response:
    """Store one statement under the id that the client names."""
    key = await authorize(request, scopes.WRITE, scopes.ALL)
    version = version_of(request)
    named = required(parameters(request, ("statementId",)), "statementId", read_uuid, "a UUID")
    statement = read(await read_json(request), version, msgspec.json.encode(key.authority), named=named)
    await services(request).store.statements.commit([statement], _authority(key))
    return web.Response(status=204)


async def get(request: web.Request) -> web.Response:
    """Return one statement by its id, or those that the filters want, in pages."""
    key = await authorize(request, scopes.READ, scopes.READ_MINE, scopes.ALL_READ, scopes.ALL)
    version_of(request)
    through = await services(request).store.clock.consistent_through()
    announce(request, CONSISTENT_THROUGH, timestamps.render(through))
    given = parameters(request, (*SINGLE, *FILTERS, *FORM, "more"))
    _refuse_what_is_not_offered(given)
    if any(name in given for name in SINGLE):
        return await _get_one(request, key, given)
    return await _get_page(request, key, given)


async def _get_one(request: web.Request, key: Key, given: Mapping[str, str]) -> web.Response:
    if len([name for name in given if name not in FORM]) > 1:
        raise InvalidRequest(
            "statementId or voidedStatementId goes with no other filter", pointer="statementId"
        )
    [name] = [name for name in SINGLE if name in given]
    statement = await services(request).store.statements.get(
        required(given, name, read_uuid, "a UUID"), voided=name == "voidedStatementId", authority=_own(key)
    )
    if statement is None:
        raise NotFound("there is no such statement", pointer=name)
    return web.Response(body=statement.json, content_type="application/json")


async def _get_page(request: web.Request, key: Key, given: Mapping[str, str]) -> web.Response:
    cursor = _first_page(request, key, given) if "more" not in given else _next_page(request, key, given)
    behind = cursor.behind if "more" in given else None
    page = await services(request).store.statements.query(cursor.query, cursor.limit, behind)
    return web.Response(body=_render(request, key, cursor, page), content_type="application/json")


def _first_page(request: web.Request, key: Key, given: Mapping[str, str]) -> Cursor:
    largest = services(request).settings.page_size
    query = Query(
        agent=optional(given, "agent", read_agent, "an agent with one identifier, as JSON"),
        verb=optional(given, "verb", read_iri, "an IRI"),
        activity=optional(given, "activity", read_iri, "an IRI"),
        registration=optional(given, "registration", read_uuid, "a UUID"),
        since=optional(given, "since", read_timestamp, "an RFC 3339 time"),
        until=optional(given, "until", read_timestamp, "an RFC 3339 time"),
        ascending=optional(given, "ascending", read_boolean, "true or false") or False,
        authority=_own(key),
    )
    limit = optional(given, "limit", read_count, "a whole number from 0") or largest
    return Cursor(query, min(limit, largest), 0)


def _next_page(request: web.Request, key: Key, given: Mapping[str, str]) -> Cursor:
    if len(given) > 1:
        raise InvalidRequest("a more address is used as it was given out", pointer="more")
    return unseal(given["more"], services(request).secret, key.key)


def _render(request: web.Request, key: Key, cursor: Cursor, page: Page) -> bytes:
    more = ""
    if page.next is not None:
        token = seal(Cursor(cursor.query, cursor.limit, page.next), services(request).secret, key.key)
        more = f"{request.path}?more={token}"
    statements = b",".join(statement.json for statement in page.statements)
    return b'{"statements":[%b],"more":%b}' % (statements, msgspec.json.encode(more))


def _refuse_what_is_not_offered(given: Mapping[str, str]) -> None:
    if given.get("format", "exact") != "exact":
        raise InvalidRequest("only the format exact is offered", pointer="format")
    for name in ("attachments", "related_activities", "related_agents"):
        if optional(given, name, read_boolean, "true or false"):
            raise InvalidRequest(f"{name} is not offered", pointer=name)


def _own(key: Key) -> str | None:
    """Return the authority that the key's reading is narrowed to, or None where it may read everything."""
    return None if key.scopes & {scopes.READ, scopes.ALL_READ, scopes.ALL} else _authority(key)


def _authority(key: Key) -> str:
    authority = agent_key(key.authority)
    if authority is None:
        raise AssertionError("a key's authority is always identified by its account")
    return authority
