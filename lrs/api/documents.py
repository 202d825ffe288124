"""What the three document resources have in common (xAPI 1.0.3 Communication 2.2, 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiohttp import hdrs, web

from lrs.api.bodies import read_body
from lrs.api.parameters import optional, parameters, read_timestamp, required
from lrs.api.preconditions import preconditions
from lrs.api.services import services
from lrs.errors import Conflict, InvalidRequest, NotFound
from lrs.store.documents import Decision
from lrs.xapi.documents import Context, Document, merge

# Without it a browser may guess from Last-Modified for how long it need not ask again.
_HEADERS = {hdrs.CACHE_CONTROL: "no-cache"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of documents, by its parameters: `id` names one of a context, which the others name."""

    id: str
    context: tuple[str, ...]
    read_context: Callable[[Mapping[str, str]], Context]


async def get(request: web.Request, kind: Kind) -> web.Response:
    """Return one document as it came, or the ids of those there are where the request names none."""
    return await (_get_one if kind.id in request.query else _get_ids)(request, kind)


async def put(request: web.Request, kind: Kind, *, may_create: bool, may_replace: bool) -> web.Response:
    """Store a document as it came; what a PUT may do without a precondition depends on the kind."""
    context, document_id = _place(request, kind)
    conditions, sent = preconditions(request), await _read_document(request)

    def decide(standing: Document | None) -> Document:
        if not conditions.given:
            _require_precondition(standing, may_create=may_create, may_replace=may_replace)
        conditions.check(standing)
        return sent

    return await _change(request, context, document_id, decide)


async def post(request: web.Request, kind: Kind) -> web.Response:
    """Merge a document with the one that stands, or store it where there is none."""
    context, document_id = _place(request, kind)
    conditions, sent = preconditions(request), await _read_document(request)

    def decide(standing: Document | None) -> Document:
        conditions.check(standing)
        return merge(standing, sent)

    return await _change(request, context, document_id, decide)


async def delete(request: web.Request, kind: Kind) -> web.Response:
    """Delete one document, if it is there."""
    context, document_id = _place(request, kind)
    conditions = preconditions(request)
    return await _change(request, context, document_id, conditions.check)


async def clear(request: web.Request, kind: Kind) -> web.Response:
    """Delete every document of a context."""
    context = kind.read_context(parameters(request, kind.context))
    # Several documents have no entity tag in common: If-Match cannot hold for them.
    preconditions(request).check(None)
    await services(request).store.documents.clear(context)
    return web.Response(status=204)


async def _get_one(request: web.Request, kind: Kind) -> web.Response:
    stored = await services(request).store.documents.get(*_place(request, kind))
    if stored is None:
        raise NotFound("there is no such document", pointer=kind.id)
    headers = _HEADERS | {hdrs.CONTENT_TYPE: stored.document.content_type}
    response = web.Response(body=stored.document.content, headers=headers)
    response.etag = stored.document.etag
    response.last_modified = stored.updated.replace(microsecond=0)
    return response


async def _get_ids(request: web.Request, kind: Kind) -> web.Response:
    given = parameters(request, (*kind.context, "since"))
    context = kind.read_context(given)
    since = optional(given, "since", read_timestamp, "an RFC 3339 time")
    found = await services(request).store.documents.ids(context, since)
    response = web.json_response(list(found), headers=_HEADERS)
    if found:
        response.last_modified = max(found.values()).replace(microsecond=0)
    return response


async def _change(request: web.Request, context: Context, document_id: str, decide: Decision) -> web.Response:
    await services(request).store.documents.change(context, document_id, decide)
    return web.Response(status=204)


def _place(request: web.Request, kind: Kind) -> tuple[Context, str]:
    given = parameters(request, (*kind.context, kind.id))
    document_id = required(given, kind.id, _read_id, "text, not empty and without null characters")
    return kind.read_context(given), document_id


def _read_id(text: str) -> str:
    if not text or "\0" in text:
        raise ValueError
    return text


async def _read_document(request: web.Request) -> Document:
    content_type = request.headers.get(hdrs.CONTENT_TYPE, "application/octet-stream")
    if not content_type.isascii():
        raise InvalidRequest("the type of a document is written in ASCII", pointer="Content-Type")
    return Document(await read_body(request), content_type)


def _require_precondition(standing: Document | None, *, may_create: bool, may_replace: bool) -> None:
    if standing is None and not may_create:
        raise InvalidRequest(
            "a PUT needs If-None-Match: * for a new document, or If-Match", pointer="If-None-Match"
        )
    if standing is not None and not may_replace:
        raise Conflict(
            "a document stands here: check its current state, then send its ETag as If-Match to replace it",
            pointer="If-Match",
        )
