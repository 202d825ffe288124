"""The alternate request syntax, as browsers without CORS and libraries with long addresses use it."""

from __future__ import annotations

import gzip
import json
import logging
import uuid
from urllib.parse import quote, urlencode

import pytest
from aiohttp import encode_basic_auth, web
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from lrs.api.services import SERVICES
from tests.api.wire import connected
from tests.service import VERSION, Headers, Http
from tests.statements import AMARA, MODULE, statement

STATEMENTS = "/xapi/statements"
STATE = "/xapi/activities/state"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def form(**fields: str) -> bytes:
    """Return fields as the browsers' encodeURIComponent writes them."""
    return urlencode(fields, quote_via=quote).encode()


async def error_of(http: Http, path: str, body: bytes, headers: Headers) -> dict[str, str]:
    """Return the error that a POST meets, which is a 400."""
    response = await http.post(path, data=body, headers=headers)
    assert response.status == 400, await response.text()
    error: dict[str, str] = (await response.json())["error"]
    return error


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
    ],
)
async def test_everything_may_come_in_the_form_under_any_type_that_needs_no_preflight(
    bare: Http, content: Headers, content_type: str
) -> None:
    sent = statement(actor=AMARA | {"name": "Amára & Söhne + 1=2 %"})
    body = form(
        statementId=sent["id"],
        content=json.dumps(sent, ensure_ascii=False),
        **content,
        **{"X-Experience-API-Version": "1.0.2", "Content-Type": "application/json"},
    )
    response = await bare.post(f"{STATEMENTS}?method=PUT", data=body, headers={"Content-Type": content_type})
    assert response.status == 204, await response.text()
    assert response.headers["X-Experience-API-Version"] == "1.0.3"
    read = await bare.get(STATEMENTS, params={"statementId": sent["id"]}, headers=content | VERSION)
    assert (await read.json())["actor"] == sent["actor"]


async def test_a_long_query_comes_as_a_form_with_its_headers_in_both_places(
    http: Http, content: Headers
) -> None:
    sent = statement(object={"id": f"{MODULE}/{'x' * 2048}"})
    assert (await http.post(STATEMENTS, json=[sent, statement()], headers=content)).status == 200
    headers = content | VERSION
    body = form(activity=sent["object"]["id"], limit="5", **headers, **{"Content-Type": "application/json"})
    response = await http.post(f"{STATEMENTS}?method=GET", data=body, headers=FORM | headers)
    assert response.status == 200, await response.text()
    assert [each["id"] for each in (await response.json())["statements"]] == [sent["id"]]
    assert "X-Experience-API-Consistent-Through" in response.headers


async def test_the_pages_of_such_a_query_are_read_plainly(http: Http, content: Headers) -> None:
    batch = [statement() for _ in range(3)]
    assert (await http.post(STATEMENTS, json=batch, headers=content)).status == 200
    first = await http.post(f"{STATEMENTS}?method=GET", data=form(limit="2"), headers=FORM | content)
    page = await first.json()
    rest = await (await http.get(page["more"], headers=content)).json()
    assert len(page["statements"]) + len(rest["statements"]) == 3


async def test_a_batch_is_posted_in_a_form(http: Http, content: Headers) -> None:
    batch = [statement(), statement()]
    body = form(content=json.dumps(batch))
    response = await http.post(f"{STATEMENTS}?method=POST", data=body, headers=FORM | content)
    assert await response.json() == [each["id"] for each in batch]


async def test_head_in_a_form_has_no_body(http: Http, content: Headers) -> None:
    assert (await http.post(STATEMENTS, json=statement(), headers=content)).status == 200
    response = await http.post(f"{STATEMENTS}?method=HEAD", data=b"", headers=FORM | content)
    assert response.status == 200
    assert response.headers["Content-Type"].startswith("application/json")
    assert "X-Experience-API-Consistent-Through" in response.headers
    assert await response.read() == b""
    body = form(attachments="true")
    response = await http.post(f"{STATEMENTS}?method=HEAD", data=body, headers=FORM | content)
    assert response.headers["Content-Type"].startswith("multipart/mixed")
    assert await response.read() == b""


async def test_a_state_document_is_written_read_and_deleted_by_forms_as_old_storyline_does(
    bare: Http, content: Headers
) -> None:
    common = {
        "activityId": MODULE,
        "agent": json.dumps(AMARA),
        "stateId": "resume",
        "X-Experience-API-Version": "1.0.0",
    } | content
    headers = {"Content-Type": "text/plain;charset=UTF-8"}
    text = "2d5Z+60&a=b%C3%A9"

    async def send(method: str, **fields: str) -> tuple[int, bytes]:
        body = form(**common, **fields)
        response = await bare.post(f"{STATE}?method={method}", data=body, headers=headers)
        return response.status, await response.read()

    assert (await send("GET"))[0] == 404
    assert (await send("PUT", content=text, **{"Content-Type": "application/octet-stream"}))[0] == 204
    assert await send("GET") == (200, text.encode())
    assert (await send("PUT", content="new", **{"If-None-Match": "*"}))[0] == 412
    assert (await send("DELETE"))[0] == 204
    assert (await send("GET"))[0] == 404


async def test_headers_of_the_form_go_before_those_of_the_request(http: Http, content: Headers) -> None:
    body = form(content=json.dumps(statement()), **{"X-Experience-API-Version": "0.8"})
    error = await error_of(http, f"{STATEMENTS}?method=POST", body, FORM | content)
    assert error["pointer"] == "X-Experience-API-Version"


@pytest.mark.parametrize("field", ["Authorization", "authorization"])
async def test_a_wrong_credential_in_the_form_is_a_401(http: Http, content: Headers, field: str) -> None:
    body = form(content=json.dumps(statement()), **{field: "Basic bm9ib2R5OmtleQ=="})
    response = await http.post(f"{STATEMENTS}?method=POST", data=body, headers=FORM | content)
    assert response.status == 401


async def test_another_parameter_in_the_address_is_refused(http: Http, content: Headers) -> None:
    name = str(uuid.uuid4())
    body = form(statementId=name, content=json.dumps(statement(id=name)))
    address = f"{STATEMENTS}?method=PUT&statementId={name}"
    assert (await error_of(http, address, body, FORM | content))["pointer"] == "statementId"


async def test_a_launch_parameter_that_is_ignored_may_stand_in_either_place(
    http: Http, content: Headers
) -> None:
    body = form(limit="1", content_token="tok1")
    response = await http.post(
        f"{STATEMENTS}?method=GET&externalRegistration=x1", data=body, headers=FORM | content
    )
    assert response.status == 200, await response.text()


@pytest.mark.parametrize("method", ["PATCH", "put", "", "OPTIONS", "GET&method=PUT"])
async def test_a_method_that_is_not_one_of_xapi_is_refused(http: Http, content: Headers, method: str) -> None:
    error = await error_of(http, f"{STATEMENTS}?method={method}", b"", FORM | content)
    assert error["pointer"] == "method"


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize(
    "body",
    [b"", form(statementId=str(uuid.uuid4())), json.dumps(statement()).encode()],
    ids=["nothing", "another field", "JSON"],
)
async def test_what_is_to_be_stored_has_to_be_in_the_field_content(
    http: Http, content: Headers, method: str, body: bytes
) -> None:
    error = await error_of(http, f"{STATEMENTS}?method={method}", body, FORM | content)
    assert error["pointer"] == "content"


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"content=%ff", b"content=1&content=2", "&".join(f"a{n}=1" for n in range(101)).encode()],
)
async def test_a_body_that_is_no_proper_form_is_refused(http: Http, content: Headers, body: bytes) -> None:
    error = await error_of(http, f"{STATEMENTS}?method=POST", body, FORM | content)
    assert error["code"] == "invalid_request"


async def test_only_a_post_carries_a_form(http: Http, content: Headers) -> None:
    body = form(content=json.dumps(statement()))
    for method in ("PUT", "GET"):
        response = await http.request(method, f"{STATEMENTS}?method=POST", data=body, headers=FORM | content)
        assert response.status == 400


@pytest.mark.parametrize("place", ["the form", "the header"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
async def test_xapi_2_has_no_such_syntax(bare: Http, content: Headers, method: str, place: str) -> None:
    version = {"X-Experience-API-Version": "2.0.0"}
    fields, headers = (version, content) if place == "the form" else ({}, content | version)
    body = form(content=json.dumps(statement()), **fields)
    response = await bare.post(f"{STATEMENTS}?method={method}", data=body, headers=FORM | headers)
    assert response.status == 400
    assert "no alternate request syntax" in (await response.json())["error"]["message"]
    assert response.headers["X-Experience-API-Version"] == "2.0.0"


async def test_a_form_without_a_version_is_refused_like_any_request(bare: Http, content: Headers) -> None:
    error = await error_of(bare, f"{STATEMENTS}?method=GET", b"", FORM | content)
    assert error["pointer"] == "X-Experience-API-Version"


async def test_a_packed_form_is_unpacked_once(http: Http, content: Headers) -> None:
    sent = statement()
    body = gzip.compress(form(content=json.dumps(sent)))
    headers = FORM | content | {"Content-Encoding": "gzip"}
    response = await http.post(f"{STATEMENTS}?method=POST", data=body, headers=headers)
    assert await response.json() == [sent["id"]]


async def test_a_method_that_a_resource_does_not_know_is_a_405(http: Http, content: Headers) -> None:
    response = await http.post(f"{STATEMENTS}?method=DELETE", data=b"", headers=FORM | content)
    assert response.status == 405
    assert "PUT" in response.headers["Allow"]


async def test_a_header_that_is_not_utf_8_is_refused(http: Http, content: Headers) -> None:
    headers = {"Content-Length": "0", "X-Odd": "\xff"}
    async with connected(http) as wire:
        await wire.send(f"POST {STATEMENTS}?method=GET", headers | content | VERSION)
        assert (await wire.head()).startswith("HTTP/1.1 400 ")


async def test_no_secret_of_a_form_is_logged(
    http: Http, content: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = form(content=json.dumps(statement()), secret="hidden", **content)
    response = await http.post(f"{STATEMENTS}?method=POST", data=body, headers=FORM)
    assert response.status == 400
    assert content["Authorization"] not in caplog.text
    assert "hidden" not in caplog.text


async def test_the_key_of_a_form_is_logged(
    http: Http, content: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    body = form(content=json.dumps(statement()), **content)
    assert (await http.post(f"{STATEMENTS}?method=POST", data=body, headers=FORM)).status == 200
    [line] = [line for line in caplog.records if line.name == "lrs.api.requests"]
    assert getattr(line, "key", None)


async def test_a_mounted_service_knows_the_syntax_too(
    aiohttp_client: AiohttpClient, settings: Settings
) -> None:
    part = create_app(settings)
    parent = web.Application()
    parent.add_subapp("/training/lrs", part)
    http = await aiohttp_client(parent)
    key, secret = await part[SERVICES].store.keys.create("test", ["all"])
    sent = statement()
    fields = {"Authorization": encode_basic_auth(key.key, secret), "X-Experience-API-Version": "1.0.3"}
    body = form(content=json.dumps(sent), **fields)
    posted = await http.post("/training/lrs/xapi//statements/?method=POST", data=body, headers=FORM)
    assert await posted.json() == [sent["id"]]
    page = await http.post("/training/lrs/xapi//statements?method=GET", data=form(**fields), headers=FORM)
    assert [each["id"] for each in (await page.json())["statements"]] == [sent["id"]]
