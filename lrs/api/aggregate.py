"""/api/aggregate: what statements add up to, for the dashboards of LMS platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import msgspec
from aiohttp import web

from lrs.api import scopes
from lrs.api.authentication import authorize
from lrs.api.cursors import more_address, read_more
from lrs.api.expectations import when_wanted
from lrs.api.filters import FILTERS, read_query
from lrs.api.headers import announce_consistent_through
from lrs.api.parameters import optional, parameters, read_count, required
from lrs.api.services import services
from lrs.store.aggregates import Grouping
from lrs.store.keys import Key
from lrs.store.queries import Query

KNOWN = ("by", *FILTERS, "limit", "more")
LARGEST_PAGE = 1_000

_JSON = msgspec.json.Encoder(decimal_format="number")


class Cursor(msgspec.Struct, frozen=True, array_like=True, tag="aggregate"):
    """What is asked for, the size of its pages, and the key of the group that the next one is behind."""

    query: Query
    by: Grouping
    limit: int
    behind: str | None


def add_routes(app: web.Application) -> None:
    """Add the aggregate resource."""
    app.router.add_get("/api/aggregate", get, expect_handler=when_wanted)


async def get(request: web.Request) -> web.Response:
    """Return groups of statements with what they add up to, in pages."""
    through = await announce_consistent_through(request)
    key = await authorize(request, scopes.READ, scopes.READ_MINE, scopes.ALL_READ, scopes.ALL)
    given = parameters(request, KNOWN)
    cursor = read_more(request, key, given, Cursor) if "more" in given else _first_page(key, given)
    # Nothing can still appear up to then: all pages, and all figures of a page, count the same statements.
    query = replace(cursor.query, until=min(cursor.query.until or through, through))
    page = await services(request).store.aggregates.of(query, cursor.by, cursor.limit, cursor.behind)
    more = ""
    if page.next is not None:
        more = more_address(request, key, msgspec.structs.replace(cursor, query=query, behind=page.next))
    body = _JSON.encode({"groups": page.groups, "more": more})
    return web.Response(body=body, content_type="application/json")


def _first_page(key: Key, given: Mapping[str, str]) -> Cursor:
    by = required(given, "by", Grouping, f"one of {', '.join(Grouping)}")
    limit = optional(given, "limit", read_count, "a whole number from 0") or LARGEST_PAGE
    return Cursor(read_query(given, key), by, min(limit, LARGEST_PAGE), None)
