"""GET /xapi/statements (xAPI 1.0.3 Communication 2.1.3): one statement, or those that match, in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import format_datetime

import msgspec
from aiohttp import hdrs, web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.cursors import Cursor, seal, unseal
from lrs.api.headers import announce, version_of
from lrs.api.multipart import answer_in_parts
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
from lrs.api.presentations import Presentation, read_presentation
from lrs.api.services import services
from lrs.errors import InvalidRequest, NotFound
from lrs.store.keys import Key
from lrs.store.queries import Query, Stored
from lrs.xapi import timestamps

SINGLE = ("statementId", "voidedStatementId")
FORM = ("format", "attachments")
FILTERS = (
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
    "limit",
    "ascending",
)
KNOWN = (*SINGLE, *FILTERS, *FORM, "more")
CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"


async def get(request: web.Request) -> web.StreamResponse:
    """Return one statement by its id, or those that the filters want, in pages."""
    through = await services(request).store.clock.consistent_through()
    announce(request, CONSISTENT_THROUGH, timestamps.render(through))
    key = await authorize(request, scopes.READ, scopes.READ_MINE, scopes.ALL_READ, scopes.ALL)
    version_of(request)
    given = parameters(request, KNOWN)
    if any(name in given for name in SINGLE):
        return await _get_one(request, key, given)
    return await _get_page(request, key, given)


async def _get_one(request: web.Request, key: Key, given: Mapping[str, str]) -> web.StreamResponse:
    name = next(name for name in SINGLE if name in given)
    if given.keys() - {name, *FORM}:
        raise InvalidRequest(f"{name} goes with {' and '.join(FORM)} only", pointer=name)
    statement = await services(request).store.statements.get(
        required(given, name, read_uuid, "a UUID"), voided=name == "voidedStatementId", authority=_own(key)
    )
    if statement is None:
        raise NotFound("there is no such statement", pointer=name)
    presentation = read_presentation(request, given)
    [body] = await _present(request, presentation, [statement])
    announce(request, hdrs.LAST_MODIFIED, format_datetime(statement.stored, usegmt=True))
    return await _answer(request, presentation, body, [statement])


async def _get_page(request: web.Request, key: Key, given: Mapping[str, str]) -> web.StreamResponse:
    cursor = _first_page(request, key, given) if "more" not in given else _next_page(request, key, given)
    page = await services(request).store.statements.query(cursor.query, cursor.limit, cursor.behind)
    more = ""
    if page.next is not None:
        following = msgspec.structs.replace(cursor, behind=page.next)
        more = f"{request.path}?more={seal(following, services(request).secret, key.key)}"
    statements = await _present(request, cursor.presentation, page.statements)
    body = b'{"statements":[%b],"more":%b}' % (b",".join(statements), msgspec.json.encode(more))
    return await _answer(request, cursor.presentation, body, page.statements)


def _first_page(request: web.Request, key: Key, given: Mapping[str, str]) -> Cursor:
    largest = services(request).settings.page_size
    query = Query(
        agent=optional(given, "agent", read_agent, "an agent with one identifier, as JSON"),
        verb=optional(given, "verb", read_iri, "an IRI"),
        activity=optional(given, "activity", read_iri, "an IRI"),
        registration=optional(given, "registration", read_uuid, "a UUID"),
        related_agents=_read_flag(given, "related_agents"),
        related_activities=_read_flag(given, "related_activities"),
        since=optional(given, "since", read_timestamp, "an RFC 3339 time"),
        until=optional(given, "until", read_timestamp, "an RFC 3339 time"),
        ascending=_read_flag(given, "ascending"),
        authority=_own(key),
    )
    limit = optional(given, "limit", read_count, "a whole number from 0") or largest
    return Cursor(query, min(limit, largest), None, read_presentation(request, given))


def _next_page(request: web.Request, key: Key, given: Mapping[str, str]) -> Cursor:
    if len(given) > 1:
        raise InvalidRequest("a more address is used as it was given out", pointer="more")
    return unseal(given["more"], services(request).secret, key.key)


def _read_flag(given: Mapping[str, str], name: str) -> bool:
    return optional(given, name, read_boolean, "true or false") or False


async def _present(
    request: web.Request, presentation: Presentation, statements: Sequence[Stored]
) -> list[bytes]:
    definitions = services(request).store.definitions
    return await presentation.of([statement.json for statement in statements], definitions)


async def _answer(
    request: web.Request, presentation: Presentation, json: bytes, statements: Sequence[Stored]
) -> web.StreamResponse:
    if not presentation.attachments:
        return web.Response(body=json, content_type="application/json")
    contents = [content for statement in statements for content in statement.attachments]
    return await answer_in_parts(request, json, contents, services(request).store.attachments.read)


def _own(key: Key) -> str | None:
    """Return the authority that the key's reading is narrowed to, or None where it may read everything."""
    return None if key.scopes & {scopes.READ, scopes.ALL_READ, scopes.ALL} else key.authority_key
