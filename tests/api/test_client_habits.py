"""What clients in the field send that the specification alone does not make one expect."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from aiohttp import encode_basic_auth, web
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from lrs.api import bodies
from lrs.api.services import SERVICES
from lrs.compression import zstd
from tests.api.wire import connected
from tests.service import VERSION, Headers, Http, MakeKey
from tests.statements import AMARA, MODULE, statement

STATEMENTS = "/xapi/statements"
STATE = "/xapi/activities/state"
JSON = {"Content-Type": "application/json"}
LAUNCH = "content_token=tok1&externalRegistration=x1"


async def count(http: Http, key: Headers) -> int:
    """Return how many statements there are."""
    page = await (await http.get(STATEMENTS, headers=key | VERSION)).json()
    return len(page["statements"])


async def test_launch_parameters_on_every_request_are_ignored(http: Http, content: Headers) -> None:
    sent = statement()
    put = await http.put(f"{STATEMENTS}?statementId={sent['id']}&{LAUNCH}", json=sent, headers=content)
    assert put.status == 204, await put.text()
    posted = await http.post(f"{STATEMENTS}?{LAUNCH}", json=[statement()], headers=content)
    assert posted.status == 200
    read = await http.get(f"{STATEMENTS}?limit=1&{LAUNCH}&cachebuster=1700000000000", headers=content)
    assert read.status == 200
    more = (await read.json())["more"]
    assert "content_token" not in more
    assert (await http.get(f"{more}&{LAUNCH}", headers=content)).status == 200


@pytest.mark.parametrize("parameter", ["foo=bar", "Content_token=tok1", "StatementId=1", "_=1"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_any_other_unknown_parameter_is_refused_everywhere(
    http: Http, content: Headers, method: str, parameter: str
) -> None:
    body = statement() if method != "GET" else None
    response = await http.request(method, f"{STATEMENTS}?{parameter}", json=body, headers=content)
    assert response.status == 400
    assert (await response.json())["error"]["pointer"] == parameter.partition("=")[0]


async def test_a_deployment_may_name_the_parameters_that_are_ignored(
    aiohttp_client: AiohttpClient, settings: Settings
) -> None:
    chosen = Settings.from_environment({"LRS_IGNORED_PARAMETERS": "lang, session"}).ignored_parameters
    http = await aiohttp_client(create_app(replace(settings, ignored_parameters=chosen)))
    key, secret = await http.app[SERVICES].store.keys.create("test", ["all"])
    headers = VERSION | {"Authorization": encode_basic_auth(key.key, secret)}
    for query, status in (("lang=de&session=1", 200), ("content_token=1", 400)):
        response = await http.get(f"{STATEMENTS}?{query}", headers=headers)
        assert response.status == status


async def test_booleans_come_with_a_capital_as_python_and_dot_net_write_them(
    http: Http, content: Headers
) -> None:
    batch = [statement(), statement()]
    assert (await http.post(STATEMENTS, json=batch, headers=content)).status == 200
    query = "ascending=True&related_agents=True&related_activities=False&attachments=False"
    response = await http.get(f"{STATEMENTS}?{query}", headers=content)
    assert response.status == 200, await response.text()
    assert [each["id"] for each in (await response.json())["statements"]] == [each["id"] for each in batch]


@pytest.mark.parametrize(
    "path", ["/xapi//statements", "//xapi/statements", "/xapi/statements/", "/xapi///statements//"]
)
async def test_careless_slashes_are_overlooked_without_a_redirect(
    http: Http, content: Headers, path: str
) -> None:
    sent = statement()
    address = str(http.make_url("/")).rstrip("/") + path
    async with http.session.put(
        f"{address}?statementId={sent['id']}", json=sent, headers=content, allow_redirects=False
    ) as put:
        assert put.status == 204, await put.text()
    async with http.session.get(f"{address}?limit=1", headers=content, allow_redirects=False) as read:
        assert (await read.json())["statements"][0]["id"] == sent["id"]
        assert read.headers["X-Experience-API-Version"] == "1.0.3"


async def test_a_path_that_exists_in_no_spelling_is_a_404(http: Http, content: Headers) -> None:
    for path in ("/xapi//nothing/", "/xapi/statements/x", "/xapi", "//"):
        assert (await http.get(path, headers=content)).status == 404, path


async def test_the_variable_part_of_a_path_survives_careless_slashes(http: Http, make_key: MakeKey) -> None:
    key = await make_key("credits/read")
    response = await http.get("/api//awards/no%2Fsuch%20award/", headers=key)
    assert response.status == 404
    assert (await response.json())["error"]["message"] == "there is no such award"


async def test_a_mounted_service_overlooks_careless_slashes_too(
    aiohttp_client: AiohttpClient, settings: Settings
) -> None:
    parent = web.Application()
    parent.add_subapp("/training/lrs", create_app(settings))
    http = await aiohttp_client(parent)
    for path in ("/training/lrs/xapi//about", "/training/lrs//xapi/about/"):
        response = await http.get(path, allow_redirects=False)
        assert response.status == 200
        assert "2.0.0" in (await response.json())["version"]


async def test_a_document_is_stored_as_it_came_whatever_its_type_says(http: Http, content: Headers) -> None:
    query = {"activityId": MODULE, "agent": json.dumps(AMARA), "stateId": "bookmark"}
    put = await http.put(STATE, params=query, data=b"page3", headers=content | JSON)
    assert put.status == 204, await put.text()
    read = await http.get(STATE, params=query, headers=content)
    assert await read.read() == b"page3"
    assert read.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
async def test_a_bare_question_mark_and_lower_case_escapes_mean_nothing(
    bare: Http, content: Headers, version: str
) -> None:
    agent = "%7b%22mbox%22%3a%22mailto%3aamara.okafor%40hospital.example%22%7d"
    for query in ("", f"agent={agent}"):
        async with connected(bare) as wire:
            lines = [f"GET {STATEMENTS}?{query} {version}", "Host: lrs.example"]
            lines += [f"{name}: {value}" for name, value in (content | VERSION).items()]
            await wire.send_bytes("\r\n".join([*lines, "", ""]).encode())
            assert " 200 OK" in await wire.head()


@pytest.mark.parametrize("content_type", ["application/json", "application/octet-stream"])
async def test_a_get_may_say_that_its_missing_body_has_a_type_and_no_length(
    bare: Http, content: Headers, content_type: str
) -> None:
    headers = content | VERSION | {"Content-Type": content_type, "Content-Length": "0"}
    for path in (STATEMENTS, "/xapi/about"):
        async with connected(bare) as wire:
            await wire.send(f"GET {path}", headers)
            assert (await wire.head()).startswith("HTTP/1.1 200 ")


async def test_dot_net_numbers_and_fractions_are_kept(http: Http, content: Headers) -> None:
    sent = statement(timestamp="2026-03-02T09:00:00.1234567Z", result={"score": {"scaled": "HERE"}})
    body = json.dumps(sent).replace('"HERE"', "1.5E-07").encode()
    posted = await http.post(STATEMENTS, data=body, headers=content | JSON)
    assert posted.status == 200, await posted.text()
    read = await http.get(STATEMENTS, params={"statementId": sent["id"]}, headers=content)
    assert b"1.5E-07" in await read.read()


async def test_a_client_that_expects_it_is_asked_for_its_body(bare: Http, content: Headers) -> None:
    sent = statement()
    body = json.dumps(sent).encode()
    headers = content | VERSION | JSON | {"Content-Length": str(len(body)), "Expect": "100-continue"}
    async with connected(bare) as wire:
        await wire.send(f"PUT {STATEMENTS}?statementId={sent['id']}", headers)
        assert await wire.head() == "HTTP/1.1 100 Continue\r\n\r\n"
        await wire.send_bytes(body)
        assert (await wire.head()).startswith("HTTP/1.1 204 ")
        await wire.send("GET /xapi/about", {})
        assert (await wire.head()).startswith("HTTP/1.1 200 "), "the connection is of further use"
    assert await count(bare, content) == 1


@pytest.mark.parametrize("expected", ["a miracle", "100-continue, a miracle", "\xff", ""])
@pytest.mark.parametrize("path", ["/nowhere", "/xapi//about/", "/xapi/statements/nowhere"])
async def test_what_is_not_known_to_be_expected_is_refused_on_every_path(
    http: Http, bare: Http, path: str, expected: str
) -> None:
    routes = {
        (route.method, re.sub("{[^}]*}", "x", route.resource.canonical))
        for route in http.app.router.routes()
        if route.resource
    }
    for method, address in sorted(routes | {("GET", path), ("PATCH", STATEMENTS)}):
        async with connected(bare) as wire:
            await wire.send(f"{method} {address}", VERSION | {"Expect": expected, "Content-Length": "2"})
            head = await wire.head()
        assert not head.startswith("HTTP/1.1 5"), (method, address)
        if expected:
            assert head.startswith("HTTP/1.1 417 "), (method, address)
            assert "\r\ncontent-type: application/json\r\n" in head.lower()
            assert "\r\nconnection: close\r\n" in head.lower()


async def test_a_form_is_asked_for_as_well(bare: Http, content: Headers) -> None:
    headers = content | VERSION | {"Content-Length": "7", "Expect": "100-continue"}
    async with connected(bare) as wire:
        await wire.send("POST /xapi//statements?method=GET", headers)
        assert await wire.head() == "HTTP/1.1 100 Continue\r\n\r\n"
        await wire.send_bytes(b"limit=1")
        assert (await wire.head()).startswith("HTTP/1.1 200 ")


async def test_a_document_is_asked_for_only_from_whoever_may_store_it(bare: Http) -> None:
    headers = VERSION | {"Content-Length": "1000", "Expect": "100-continue"}
    for path in (STATE, "/xapi/agents/profile", "/xapi/activities/profile"):
        for method in ("PUT", "POST"):
            async with connected(bare) as wire:
                await wire.send(f"{method} {path}", headers)
                assert (await wire.head()).startswith("HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Authorization": "Basic bm9ib2R5OmtleQ=="}, 401),
        ({"Content-Length": str(2**40)}, 413),
        ({"X-Experience-API-Version": "0.9"}, 400),
        ({"Content-Type": "text/plain"}, 400),
        ({"Content-Encoding": "compress"}, 400),
        ({"Expect": "a miracle"}, 417),
    ],
)
async def test_a_client_that_waits_learns_of_a_refusal_before_it_sends_the_body(
    bare: Http, content: Headers, change: Headers, status: int
) -> None:
    headers = content | VERSION | JSON | {"Content-Length": "1000", "Expect": "100-continue"} | change
    async with connected(bare) as wire:
        await wire.send(f"POST {STATEMENTS}", headers)
        head = await wire.head()
        assert head.startswith(f"HTTP/1.1 {status} "), head
        assert status == 417 or "connection: close" in head.lower()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("zstd", zstd.compress),
        ("identity", bytes),
    ],
)
async def test_a_body_may_be_packed(
    http: Http, content: Headers, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    sent = statement()
    headers = content | JSON | {"Content-Encoding": encoding}
    response = await http.post(STATEMENTS, data=pack(json.dumps(sent).encode()), headers=headers)
    assert await response.json() == [sent["id"]]


@pytest.mark.parametrize("encoding", ["br", "compress", "gzip, gzip", "x-unknown"])
@pytest.mark.parametrize("path", [STATEMENTS, f"{STATEMENTS}?method=POST"])
async def test_an_encoding_that_is_not_known_is_refused(
    http: Http, content: Headers, path: str, encoding: str
) -> None:
    headers = content | JSON | {"Content-Encoding": encoding}
    response = await http.post(path, data=json.dumps(statement()).encode(), headers=headers)
    assert response.status == 400
    assert await count(http, content) == 0


async def test_head_answers_wherever_get_does(http: Http, make_key: MakeKey) -> None:
    key = await make_key("all", "credits/read", "reports/read")
    paths = {
        route.resource.canonical
        for route in http.app.router.routes()
        if route.resource and route.method == "GET"
    }
    for path in sorted(paths):
        address = re.sub("{[^}]*}", "x", path)
        get, head = await http.get(address, headers=key), await http.head(address, headers=key)
        assert head.status == get.status, path
        assert await head.read() == b""
        assert head.headers["Content-Type"] == get.headers["Content-Type"]


async def test_a_body_that_never_arrives_is_given_up(
    bare: Http, content: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "ARRIVAL", 0.3)
    headers = content | VERSION | JSON | {"Content-Length": "1000"}
    async with connected(bare) as wire:
        await wire.send(f"POST {STATEMENTS}", headers, b"[")
        for _ in range(4):
            await asyncio.sleep(0.05)
            await wire.send_bytes(b" ")
        head = await wire.head()
        assert head.startswith("HTTP/1.1 408 ")


@pytest.mark.parametrize(
    ("request_line", "headers"),
    [
        (f"GET {STATEMENTS}?agent={'x' * 70_000}", {}),
        (f"GET {STATEMENTS}", {"X-Large": "x" * 70_000}),
        (f"GET {STATEMENTS}", {f"X-{number}": "x" for number in range(1_000)}),
        (f"GET {STATEMENTS}", {"Content-Length": "-1"}),
        (f"POST {STATEMENTS}", {"Content-Length": "1", "Transfer-Encoding": "chunked"}),
        (f"GE\x00T {STATEMENTS}", {}),
        ("GET", {}),
    ],
)
async def test_a_request_that_is_too_large_or_malformed_is_a_400(
    bare: Http, request_line: str, headers: Headers
) -> None:
    async with connected(bare) as wire:
        await wire.send(request_line, headers)
        assert (await wire.head()).startswith(("HTTP/1.1 400 ", "HTTP/1.0 400 "))
