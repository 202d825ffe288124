"""GET /xapi/statements (xAPI 1.0.3 Communication 2.1.3): one statement, or those that match, in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import format_datetime

import msgspec
from aiohttp import hdrs, web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.cursors import more_address, read_more
from lrs.api.filters import FILTERS, own, read_flag, read_query
from lrs.api.headers import announce, announce_consistent_through, version_of
from lrs.api.multipart import answer_in_parts
from lrs.api.parameters import optional, parameters, read_count, read_uuid, required
from lrs.api.presentations import Presentation, read_presentation
from lrs.api.services import services
from lrs.errors import InvalidRequest, NotFound
from lrs.store.keys import Key
from lrs.store.queries import Query, Stored

SINGLE = ("statementId", "voidedStatementId")
FORM = ("format", "attachments")
KNOWN = (*SINGLE, *FILTERS, "limit", "ascending", *FORM, "more")


class Cursor(msgspec.Struct, frozen=True, array_like=True, tag="statements"):
    """A query, the size of its pages, the statement key that the next one is behind, and how it is shown.

    There is no such key before the first page.
    """

    query: Query
    limit: int
    behind: int | None
    presentation: Presentation


async def get(request: web.Request) -> web.StreamResponse:
    """Return one statement by its id, or those that the filters want, in pages."""
    await announce_consistent_through(request)
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
        required(given, name, read_uuid, "a UUID"), voided=name == "voidedStatementId", authority=own(key)
    )
    if statement is None:
        raise NotFound("there is no such statement", pointer=name)
    presentation = read_presentation(request, given)
    [body] = await _present(request, presentation, [statement])
    announce(request, hdrs.LAST_MODIFIED, format_datetime(statement.stored, usegmt=True))
    return await _answer(request, presentation, body, [statement])


async def _get_page(request: web.Request, key: Key, given: Mapping[str, str]) -> web.StreamResponse:
    cursor = read_more(request, key, given, Cursor) if "more" in given else _first_page(request, key, given)
    page = await services(request).store.statements.query(cursor.query, cursor.limit, cursor.behind)
    more = ""
    if page.next is not None:
        more = more_address(request, key, msgspec.structs.replace(cursor, behind=page.next))
    statements = await _present(request, cursor.presentation, page.statements)
    body = b'{"statements":[%b],"more":%b}' % (b",".join(statements), msgspec.json.encode(more))
    return await _answer(request, cursor.presentation, body, page.statements)


def _first_page(request: web.Request, key: Key, given: Mapping[str, str]) -> Cursor:
    largest = services(request).settings.page_size
    query = replace(read_query(given, key), ascending=read_flag(given, "ascending"))
    limit = optional(given, "limit", read_count, "a whole number from 0") or largest
    return Cursor(query, min(limit, largest), None, read_presentation(request, given))


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
