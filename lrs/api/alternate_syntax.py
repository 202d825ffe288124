"""The alternate request syntax: any request as the form of a POST (xAPI 1.0.3 Communication 1.3).

Browsers that cannot set methods or headers across origins use it, and libraries whose address gets too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import hdrs, web
from multidict import CIMultiDict

from lrs.api.bodies import CONTENT, read_body
from lrs.api.headers import VERSION, announce, answered_version
from lrs.api.paths import is_xapi
from lrs.api.services import services
from lrs.errors import InvalidRequest
from lrs.xapi.versions import negotiate

METHOD: Final = "method"
METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE")
_SENDING: Final = ("PUT", "POST")
_FIELDS: Final = 100
"""The most fields that a form may have; no xAPI request needs a third of them."""

_FORM_HEADERS: Final = {
    name.lower()
    for name in (
        hdrs.ACCEPT,
        hdrs.ACCEPT_LANGUAGE,
        hdrs.AUTHORIZATION,
        hdrs.CONTENT_LENGTH,
        hdrs.CONTENT_TYPE,
        hdrs.IF_MATCH,
        hdrs.IF_NONE_MATCH,
        VERSION,
    )
}
"""The fields that are headers; every other one but `content` is a parameter."""

_OF_THE_FORM: Final = (
    hdrs.CONTENT_ENCODING,
    hdrs.CONTENT_LENGTH,
    hdrs.CONTENT_TYPE,
    hdrs.EXPECT,
    hdrs.TRANSFER_ENCODING,
)
"""The headers that describe the form, and not what is in it."""


def is_alternate(request: web.Request) -> bool:
    """Tell whether a request is in the alternate syntax, whatever it says that its content type is.

    Old authoring tools send the form as text/plain, which browsers let pass without a preflight.
    """
    return request.method == hdrs.METH_POST and METHOD in request.query and is_xapi(request)


async def unfold(request: web.Request) -> web.Request:
    """Return the request that came as the form of `request`.

    Raises InvalidRequest where the form or the address is not as it should be, or where the version that is
    spoken does not have this syntax, and TooLarge for a form beyond the limit on bodies.
    """
    method = _method(request)
    fields = read_form(await read_body(request))
    headers = _headers(request.headers, fields)
    announce(request, VERSION, answered_version(headers.get(VERSION)))
    _check_version(headers)
    content = fields.pop("content", None)
    if content is None and method in _SENDING:
        raise InvalidRequest(f"{method} has its body in the field content", pointer="content")
    request[CONTENT] = (content or "").encode()
    parameters = {name: value for name, value in fields.items() if name.lower() not in _FORM_HEADERS}
    url = request.rel_url.with_query(parameters)
    try:
        return request.clone(method=method, rel_url=url, headers=headers)
    except UnicodeEncodeError as error:
        raise InvalidRequest("the headers are not UTF-8") from error


def read_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form in UTF-8.

    Raises InvalidRequest where it is none, or names a field twice.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise InvalidRequest("the body is not a form in UTF-8 with at most 100 fields") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InvalidRequest("every field of the form may be given once")
    return fields


def _method(request: web.Request) -> str:
    """Return the method meant; nothing else may stand in the address (1.0.3 Communication 1.3)."""
    allowed = {METHOD} | services(request).settings.ignored_parameters
    for name in request.query:
        if name not in allowed:
            raise InvalidRequest(f"{name} belongs into the form, beside content", pointer=name)
    methods = request.query.getall(METHOD)
    if methods[0] not in METHODS or len(methods) > 1:
        raise InvalidRequest(f"method must be one of {', '.join(METHODS)}", pointer=METHOD)
    return methods[0]


def _headers(sent: Mapping[str, str], fields: Mapping[str, str]) -> CIMultiDict[str]:
    """Return the headers meant: those of the form go before those of the request that carries it."""
    headers: CIMultiDict[str] = CIMultiDict(sent)
    for name in _OF_THE_FORM:
        headers.popall(name, None)
    headers[hdrs.CONTENT_TYPE] = "application/json"
    headers.update({name: value for name, value in fields.items() if name.lower() in _FORM_HEADERS})
    headers.popall(hdrs.CONTENT_LENGTH, None)
    return headers


def _check_version(headers: Mapping[str, str]) -> None:
    """Raise InvalidRequest where the version lacks this syntax. That there is one, the handlers see to."""
    if VERSION in headers and not (version := negotiate(headers[VERSION])).alternate_request_syntax:
        raise InvalidRequest(
            f"xAPI {version.name} has no alternate request syntax; send the method itself", pointer=METHOD
        )
