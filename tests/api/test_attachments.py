"""Statements with attachments over HTTP, in and out (xAPI 1.0.3 Communication 1.5.2 and 2.1.3)."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import io
import json
import os
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientError
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from lrs.store.store import Store
from tests.attachments import (
    BOUNDARY,
    MULTIPART,
    attachment,
    multipart,
    parse,
    part,
    sha2,
    statements,
    together,
)
from tests.service import VERSION, Headers, Http, MakeKey
from tests.signing import signature
from tests.statements import statement, voiding

MEBIBYTE = 1024 * 1024
CERTIFICATE = b"%PDF-1.7 \x00\xff\r\n--abc\r\n\r\nA certificate"
URL = "https://cme.example/certificate.pdf"
ATTACHED = statement(attachments=[attachment(CERTIFICATE)])


@pytest.fixture
async def http(aiohttp_client: AiohttpClient, settings: Settings) -> Http:
    """Return a client of a service that takes statements of 100,000 bytes and attachments of 21 MiB."""
    limits = replace(settings, max_body=100_000, max_attachment=21 * MEBIBYTE)
    return await aiohttp_client(create_app(limits), headers=VERSION)


async def post(http: Http, key: Headers, body: Any, headers: Headers | None = None) -> tuple[int, Any]:
    sent = key | MULTIPART | (headers or {})
    data = io.BytesIO(body) if isinstance(body, bytes) else body
    async with http.post("/xapi/statements", data=data, headers=sent) as response:
        return response.status, await response.json()


async def refused(http: Http, key: Headers, body: Any, headers: Headers | None = None) -> dict[str, Any]:
    """Post what is refused, and return the error."""
    status, answer = await post(http, key, body, headers)
    assert status == 400, answer
    error: dict[str, Any] = answer["error"]
    return error


async def fetch(http: Http, key: Headers, **query: Any) -> tuple[Any, dict[str, tuple[str, bytes]]]:
    """Return statements and, by their hashes, the media types and contents of their attachments."""
    async with http.get("/xapi/statements", params={"attachments": "true"} | query, headers=key) as response:
        body = await response.read()
        assert response.status == 200, body
        return parse(response.headers["Content-Type"], body)


async def left(store: Store) -> list[int]:
    """Return how many files, chunks and unfinished uploads there are."""
    names = ("files", "chunks", "uploads")
    return [await store.database[f"attachments.{name}"].count_documents({}) for name in names]


@pytest.mark.parametrize(
    "data",
    [CERTIFICATE, b"", b"\r\n", b"\n--\r\n--" + BOUNDARY[:-1].encode(), os.urandom(200_000)],
    ids=range(5),
)
async def test_an_attachment_comes_back_as_it_was_sent(http: Http, content: Headers, data: bytes) -> None:
    sent = statement(attachments=[attachment(data, display={"de": "Zertifikat für Ärzte 🧠"})])
    assert await post(http, content, multipart(statements(sent), part(data))) == (200, [sent["id"]])
    found, contents = await fetch(http, content, statementId=sent["id"])
    assert found["attachments"] == sent["attachments"]
    assert contents == {sha2(data): ("application/pdf", data)}


async def test_a_statement_with_an_attachment_can_be_put(http: Http, content: Headers) -> None:
    named = str(uuid.uuid4())
    sent = ATTACHED | {"id": named}
    body = multipart(statements(sent), part(CERTIFICATE))
    query = {"statementId": named}
    async with http.put("/xapi/statements", params=query, data=body, headers=content | MULTIPART) as response:
        assert response.status == 204, await response.text()
    _, contents = await fetch(http, content, statementId=named)
    assert contents[sha2(CERTIFICATE)][1] == CERTIFICATE


async def test_twenty_megabytes_are_taken(http: Http, content: Headers) -> None:
    data = os.urandom(MEBIBYTE) * 20
    sent = statement(attachments=[attachment(data)])
    assert (await post(http, content, multipart(statements(sent), part(data))))[0] == 200
    _, contents = await fetch(http, content, statementId=sent["id"])
    assert contents[sha2(data)][1] == data


@pytest.mark.parametrize("size", [21 * MEBIBYTE, 21 * MEBIBYTE + 1])
async def test_an_attachment_may_be_as_large_as_the_settings_say(
    http: Http, content: Headers, running: Store, size: int
) -> None:
    data = bytes(size)
    sent = statement(attachments=[attachment(data)])
    status, _ = await post(http, content, multipart(statements(sent), part(data)))
    assert status == (200 if size == 21 * MEBIBYTE else 413)
    assert await left(running) == ([1, 21, 0] if status == 200 else [0, 0, 0])


async def test_the_statements_may_be_as_large_as_any_other_body(http: Http, content: Headers) -> None:
    large = ATTACHED | {"result": {"response": "x" * 100_000}}
    status, answer = await post(http, content, multipart(statements(large), part(CERTIFICATE)))
    assert (status, answer["error"]["code"]) == (413, "too_large")


async def test_signatures_together_may_be_as_large_as_any_other_body(
    http: Http, content: Headers, running: Store
) -> None:
    signed = [bytes([n]) * 60_000 for n in range(2)]
    sent = statement(attachments=[signature(each) for each in signed])
    status, _ = await post(http, content, multipart(statements(sent), *map(part, signed)))
    assert status == 413
    assert await left(running) == [0, 0, 0]


async def test_a_body_may_be_compressed(http: Http, content: Headers) -> None:
    body = gzip.compress(multipart(statements(ATTACHED), part(CERTIFICATE)))
    assert (await post(http, content, body, {"Content-Encoding": "gzip"}))[0] == 200


@pytest.mark.parametrize("spoken", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("url", [None, URL])
async def test_multipart_needs_no_attachments(
    http: Http, content: Headers, spoken: str, url: str | None
) -> None:
    sent = statement(attachments=[attachment(CERTIFICATE, fileUrl=url)] if url else None)
    version = {"X-Experience-API-Version": spoken}
    assert (await post(http, content, multipart(statements(sent)), version))[0] == 200
    assert (await fetch(http, content | version, statementId=sent["id"]))[1] == {}


@pytest.mark.parametrize("url", [None, URL])
async def test_json_alone_is_enough_where_every_attachment_has_a_url(
    http: Http, content: Headers, url: str | None
) -> None:
    sent = statement(attachments=[attachment(CERTIFICATE, fileUrl=URL), attachment(b"other", fileUrl=url)])
    async with http.post("/xapi/statements", json=[statement(), sent], headers=content) as response:
        answer = await response.json()
    if url:
        assert response.status == 200
    else:
        assert response.status == 400
        error = answer["error"]
        assert (error["rule"], error["pointer"]) == ("attachment.content", "/attachments/1")
        assert (error["index"], error["id"]) == (1, sent["id"])


async def test_a_wrong_length_is_taken_as_it_is(http: Http, content: Headers) -> None:
    sent = statement(attachments=[attachment(CERTIFICATE, length=3)])
    counted = part(CERTIFICATE, {"Content-Length": "3"})
    assert (await post(http, content, multipart(statements(sent), counted)))[0] == 200
    found, contents = await fetch(http, content, statementId=sent["id"])
    assert found["attachments"][0]["length"] == 3
    assert contents[sha2(CERTIFICATE)][1] == CERTIFICATE


async def test_statements_may_share_an_attachment(http: Http, content: Headers, running: Store) -> None:
    batch = [statement(attachments=[attachment(CERTIFICATE)]) for _ in range(2)]
    assert (await post(http, content, multipart(statements(*batch), part(CERTIFICATE))))[0] == 200
    found, contents = await fetch(http, content)
    assert len(found["statements"]) == 2
    assert contents == {sha2(CERTIFICATE): ("application/pdf", CERTIFICATE)}
    assert await left(running) == [1, 1, 0]


async def test_a_copy_may_come_for_every_attachment_that_declares_it_and_no_more(
    http: Http, content: Headers, running: Store
) -> None:
    sent = statement(attachments=[attachment(CERTIFICATE), attachment(CERTIFICATE, contentType="text/plain")])
    parts = [part(CERTIFICATE)] * 3
    error = await refused(http, content, multipart(statements(sent), *parts))
    assert error["rule"] == "multipart.excess"
    assert await left(running) == [0, 0, 0]
    assert (await post(http, content, multipart(statements(sent), *parts[:2])))[0] == 200
    assert await left(running) == [1, 1, 0]


async def test_a_content_may_have_any_hash_of_sha_2(http: Http, content: Headers) -> None:
    hashes = [hashlib.new(name, CERTIFICATE).hexdigest() for name in ("sha224", "sha384", "sha512")]
    sent = statement(attachments=[attachment(CERTIFICATE, sha2=each) for each in hashes])
    parts = [part(CERTIFICATE, {"X-Experience-API-Hash": each}) for each in hashes]
    assert (await post(http, content, multipart(statements(sent), *parts)))[0] == 200
    _, contents = await fetch(http, content, statementId=sent["id"])
    assert contents.keys() == set(hashes)


@pytest.mark.parametrize("upper", ["declared", "sent"])
async def test_a_hash_may_be_in_upper_case(http: Http, content: Headers, upper: str) -> None:
    loud = sha2(CERTIFICATE).upper()
    sent = statement(attachments=[attachment(CERTIFICATE, **({"sha2": loud} if upper == "declared" else {}))])
    headers: dict[str, str | None] = {"X-Experience-API-Hash": loud} if upper == "sent" else {}
    assert (await post(http, content, multipart(statements(sent), part(CERTIFICATE, headers))))[0] == 200


async def test_what_is_stored_already_has_to_be_sent_again(http: Http, content: Headers) -> None:
    assert (await post(http, content, multipart(statements(ATTACHED), part(CERTIFICATE))))[0] == 200
    again = statement(attachments=[attachment(CERTIFICATE)])
    error = await refused(http, content, multipart(statements(again)))
    assert error["rule"] == "attachment.content"
    elsewhere = statement(attachments=[attachment(CERTIFICATE, fileUrl=URL)])
    assert (await post(http, content, multipart(statements(elsewhere))))[0] == 200
    assert (await fetch(http, content, statementId=elsewhere["id"]))[1] == {}


PLAIN = {"Content-Type": "application/json"}
MALFORMED: dict[str, tuple[bytes, str | None]] = {
    "empty": (b"", "multipart.form"),
    "no boundary": (json.dumps(ATTACHED).encode(), "multipart.form"),
    "no part": (multipart(), "multipart.statements"),
    "no end": (multipart(statements(ATTACHED), part(CERTIFICATE))[:-9], "multipart.form"),
    "cut": (multipart(statements(ATTACHED), part(CERTIFICATE))[:-40], "multipart.form"),
    "cut in the headers": (
        multipart(statements(ATTACHED), part(CERTIFICATE)).partition(b"-Hash")[0],
        "multipart.form",
    ),
    "no header": (multipart(b"\r\n" + json.dumps(statement()).encode()), "multipart.statements"),
    "first part not JSON": (
        multipart(statements(ATTACHED, headers={"Content-Type": "text/plain"}), part(CERTIFICATE)),
        "multipart.statements",
    ),
    "statements in two parts": (
        multipart(statements(ATTACHED), statements(ATTACHED), part(CERTIFICATE)),
        "multipart.hash",
    ),
    "no hash": (
        multipart(statements(ATTACHED), part(CERTIFICATE, {"X-Experience-API-Hash": None})),
        "multipart.hash",
    ),
    "another hash": (
        multipart(statements(ATTACHED), part(CERTIFICATE, {"X-Experience-API-Hash": sha2(b"other")})),
        "multipart.excess",
    ),
    "no hash at all": (
        multipart(statements(ATTACHED), part(CERTIFICATE, {"X-Experience-API-Hash": "é"})),
        "multipart.excess",
    ),
    "not even text": (
        multipart(statements(ATTACHED), b"X-Experience-API-Hash: \xff\r\n\r\n"),
        "multipart.excess",
    ),
    "not what was hashed": (
        multipart(statements(ATTACHED), part(b"x", {"X-Experience-API-Hash": sha2(CERTIFICATE)})),
        "multipart.content",
    ),
    "the content of another, run together": (
        multipart(
            statements(ATTACHED, statement(attachments=[attachment(b"other")])),
            together(part(b"x", {"X-Experience-API-Hash": sha2(CERTIFICATE)}), part(b"other")),
        ),
        "multipart.content",
    ),
    "statements run together with an attachment": (
        multipart(together(statements(ATTACHED), part(CERTIFICATE))),
        None,
    ),
    "one byte too many": (
        multipart(statements(ATTACHED), part(CERTIFICATE) + b"\n"),
        "multipart.content",
    ),
    "base64": (
        multipart(statements(ATTACHED), part(CERTIFICATE, {"Content-Transfer-Encoding": "base64"})),
        "multipart.encoding",
    ),
    "a part too many": (
        multipart(statements(ATTACHED), part(CERTIFICATE), part(b"other")),
        "multipart.excess",
    ),
    "a part missing": (multipart(statements(ATTACHED)), "attachment.content"),
    "too many headers": (
        multipart(statements(ATTACHED), part(CERTIFICATE, {f"X-{n}": "x" for n in range(1_000)})),
        "multipart.form",
    ),
    "a header too long": (
        multipart(statements(ATTACHED), part(CERTIFICATE, {"X": "x" * 100_000})),
        "multipart.form",
    ),
    "a broken header": (multipart(statements(ATTACHED), b"no header\r\n\r\nx"), "multipart.form"),
}


@pytest.mark.parametrize("fault", MALFORMED)
async def test_what_is_malformed_is_refused_and_nothing_of_it_remains(
    http: Http, content: Headers, running: Store, fault: str
) -> None:
    body, rule = MALFORMED[fault]
    assert (await refused(http, content, body)).get("rule") == rule
    assert await left(running) == [0, 0, 0]
    assert await running.statements.count() == 0


async def test_the_part_at_fault_is_named(http: Http, content: Headers) -> None:
    body = multipart(statements(ATTACHED), part(CERTIFICATE, {"X-Experience-API-Hash": None}))
    error = await refused(http, content, body)
    assert error["message"].startswith("part 2 ")
    assert error["pointer"] == "X-Experience-API-Hash"


@pytest.mark.parametrize("end", [b"", b"\r\n"])
async def test_attachments_run_together_are_told_apart_by_their_hashes(
    http: Http, content: Headers, end: bytes
) -> None:
    sent = [
        CERTIFICATE,
        b"",
        f"\r\n--{BOUNDARY}".encode()[:-1],
        f"x--{BOUNDARY}\r\n".encode(),
        os.urandom(200_000),
    ]
    named = statement(attachments=[attachment(each + end) for each in sent])
    body = multipart(statements(named), together(*(part(each + end) for each in sent)))
    assert await post(http, content, body) == (200, [named["id"]])
    _, contents = await fetch(http, content, statementId=named["id"])
    assert [contents[sha2(each + end)][1] for each in sent] == [each + end for each in sent]


@pytest.mark.parametrize("media_type", ["application/octet-stream", None])
async def test_the_first_line_names_the_boundary_where_the_content_type_is_lost(
    http: Http, content: Headers, media_type: str | None
) -> None:
    body = multipart(statements(ATTACHED), part(CERTIFICATE))
    async with http.post(
        "/xapi/statements",
        data=io.BytesIO(body),
        headers=content | ({"Content-Type": media_type} if media_type else {}),
        skip_auto_headers={"Content-Type"},
    ) as response:
        assert response.status == 200
    _, contents = await fetch(http, content, statementId=ATTACHED["id"])
    assert contents[sha2(CERTIFICATE)][1] == CERTIFICATE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        json.dumps(ATTACHED).encode(),
        b"--",
        b"--\r\n",
        b"--" + b"x" * 71 + b"\r\n",
        b"--" + b"x" * 20_000,
        b"--\xff\r\n",
        b"\r\n" + multipart(statements(ATTACHED), part(CERTIFICATE)),
    ],
)
async def test_without_its_content_type_a_body_has_to_begin_with_a_boundary(
    http: Http, content: Headers, body: bytes
) -> None:
    error = await refused(http, content, body, {"Content-Type": "application/octet-stream"})
    assert error["pointer"] == "Content-Type"


async def test_an_attachment_may_itself_consist_of_parts(
    http: Http, content: Headers, running: Store
) -> None:
    data = multipart(part(b"x"), boundary="inner")
    nested = statement(attachments=[attachment(data, contentType="multipart/mixed; boundary=inner")])
    body = multipart(statements(nested), part(data, {"Content-Type": "multipart/mixed; boundary=inner"}))
    assert await post(http, content, body) == (200, [nested["id"]])
    assert b"".join([piece async for piece in running.attachments.read(sha2(data))]) == data


@pytest.mark.parametrize(
    "media_type",
    [
        "multipart/mixed",
        "multipart/mixed;",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=other",
        "multipart/mixed; boundary=" + "x" * 71,
        "multipart/form-data; boundary=" + BOUNDARY,
        "application/pdf",
    ],
)
async def test_another_content_type_is_refused(http: Http, content: Headers, media_type: str) -> None:
    body = multipart(statements(ATTACHED), part(CERTIFICATE))
    await refused(http, content, body, {"Content-Type": media_type})


async def test_nothing_remains_of_a_conflict(http: Http, content: Headers, running: Store) -> None:
    first = statement()
    async with http.post("/xapi/statements", json=first, headers=content) as response:
        assert response.status == 200
    batch = [ATTACHED, first | {"attachments": [attachment(b"other")]}]
    status, _ = await post(http, content, multipart(statements(*batch), part(CERTIFICATE), part(b"other")))
    assert status == 409
    assert await left(running) == [0, 0, 0]
    assert await running.statements.count() == 1


async def test_a_request_without_the_scope_is_refused_before_it_is_read(
    http: Http, make_key: MakeKey, running: Store
) -> None:
    key = await make_key("statements/read")
    status, _ = await post(http, key, multipart(statements(ATTACHED), part(CERTIFICATE)))
    assert status == 403
    assert await left(running) == [0, 0, 0]


@pytest.mark.parametrize("after", [100, 3 * MEBIBYTE])
async def test_nothing_remains_where_the_client_goes_away(
    http: Http, content: Headers, running: Store, after: int
) -> None:
    data = os.urandom(4 * MEBIBYTE)
    whole = multipart(statements(statement(attachments=[attachment(data)])), part(data))

    async def cut() -> AsyncIterator[bytes]:
        yield whole[: 1_000 + after]
        await asyncio.sleep(0.2)
        raise ConnectionError

    with pytest.raises(ClientError):
        await post(http, content, cut())
    async with asyncio.timeout(10):
        while await left(running) != [0, 0, 0]:
            await asyncio.sleep(0.05)
    assert await running.statements.count() == 0


_TINCANJS = (
    b"Content-Type: text/plain; charset=ascii\r\nContent-Transfer-Encoding: binary\r\n"
    b"X-Experience-API-Hash: %s\r\n\r\n"
)
# The heads of the parts as client libraries were recorded to send them.
CLIENTS: dict[str, tuple[bytes, bytes]] = {
    "tincanjs": (
        b"Content-Type: application/json\r\n\r\n",
        _TINCANJS,
    ),
    "@xapi/xapi": (
        b'Content-Type: application/json\r\nContent-Disposition: form-data; name="statement"\r\n\r\n',
        _TINCANJS,
    ),
    "lower case": (
        b"content-type:application/json; charset=utf-8\r\n\r\n",
        b"content-type:text/plain\r\ncontent-transfer-encoding:BINARY\r\nx-experience-api-hash:%s\r\n\r\n",
    ),
    "counting": (
        b"Content-Type: application/json\r\nContent-Length: 5\r\n\r\n",
        b"Content-Type: text/plain\r\nContent-Length: 11\r\nX-Experience-API-Hash: %s\r\n\r\n",
    ),
    "charset first": (
        b'Content-Disposition: form-data; name="_charset_"\r\nContent-Type: application/json\r\n\r\n',
        b'Content-Disposition: attachment; filename="a.txt"\r\nX-Experience-API-Hash: %s\r\n\r\n',
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
async def test_what_client_libraries_send_is_taken(http: Http, content: Headers, client: str) -> None:
    data = "Grüße aus der Fortbildung".encode()
    sent = statement(attachments=[attachment(data, contentType="text/plain; charset=ascii")])
    first, second = CLIENTS[client]
    body = multipart(first + json.dumps(sent).encode(), second % sha2(data).encode() + data)
    status, answer = await post(http, content, body)
    assert (status, answer) == (200, [sent["id"]])
    _, contents = await fetch(http, content, statementId=sent["id"])
    assert contents == {sha2(data): ("text/plain; charset=ascii", data)}


async def test_a_page_brings_the_attachments_of_its_statements(http: Http, content: Headers) -> None:
    contents = [b"first", b"second", b"third"]
    for data in contents:
        sent = statement(attachments=[attachment(data), attachment(b"shared")])
        assert (await post(http, content, multipart(statements(sent), part(data), part(b"shared"))))[0] == 200
    page, found = await fetch(http, content, limit="2", ascending="true")
    assert found.keys() == {sha2(b"first"), sha2(b"second"), sha2(b"shared")}
    async with http.get(page["more"], headers=content) as response:
        rest, found = parse(response.headers["Content-Type"], await response.read())
    assert found.keys() == {sha2(b"third"), sha2(b"shared")}
    assert (len(rest["statements"]), rest["more"]) == (1, "")


async def test_the_answer_is_multipart_also_where_there_is_nothing(http: Http, content: Headers) -> None:
    page, found = await fetch(http, content)
    assert (page, found) == ({"statements": [], "more": ""}, {})


@pytest.mark.parametrize("query", [{}, {"attachments": "false"}])
async def test_without_attachments_the_answer_is_json(
    http: Http, content: Headers, query: dict[str, str]
) -> None:
    await post(http, content, multipart(statements(ATTACHED), part(CERTIFICATE)))
    for one in ({}, {"statementId": ATTACHED["id"]}):
        async with http.get("/xapi/statements", params=query | one, headers=content) as response:
            assert response.content_type == "application/json"
            await response.json()


async def test_a_voided_statement_is_read_with_its_attachments(http: Http, content: Headers) -> None:
    await post(http, content, multipart(statements(ATTACHED), part(CERTIFICATE)))
    await http.post("/xapi/statements", json=voiding(ATTACHED["id"]), headers=content)
    found, contents = await fetch(http, content, voidedStatementId=ATTACHED["id"])
    assert found["id"] == ATTACHED["id"]
    assert contents.keys() == {sha2(CERTIFICATE)}


async def test_the_boundary_of_an_answer_has_only_letters_and_digits(http: Http, content: Headers) -> None:
    async with http.get("/xapi/statements", params={"attachments": "true"}, headers=content) as response:
        assert re.fullmatch(r"multipart/mixed; boundary=[A-Za-z0-9]+", response.headers["Content-Type"])


async def test_a_head_has_no_body(http: Http, content: Headers) -> None:
    async with http.head("/xapi/statements", params={"attachments": "true"}, headers=content) as response:
        assert (response.status, response.content_type) == (200, "multipart/mixed")
        assert await response.read() == b""
    await fetch(http, content)


async def test_the_alternate_syntax_asks_for_attachments_too(http: Http, content: Headers) -> None:
    await post(http, content, multipart(statements(ATTACHED), part(CERTIFICATE)))
    form = {"attachments": "true", "statementId": ATTACHED["id"]}
    url = "/xapi/statements?method=GET"
    async with http.post(url, data=form, headers=content) as response:
        assert response.headers["X-Experience-API-Version"] == "1.0.3"
        _, contents = parse(response.headers["Content-Type"], await response.read())
    assert contents[sha2(CERTIFICATE)][1] == CERTIFICATE


async def test_the_alternate_syntax_brings_no_attachments(
    http: Http, content: Headers, running: Store
) -> None:
    form = {"content": multipart(statements(ATTACHED), part(b"text")).decode()} | MULTIPART
    async with http.post("/xapi/statements?method=POST", data=form, headers=content) as response:
        assert response.status == 400
    assert await running.statements.count() == 0


async def test_an_answer_without_an_end_breaks_off(http: Http, content: Headers, running: Store) -> None:
    await post(http, content, multipart(statements(ATTACHED), part(CERTIFICATE)))
    await running.database["attachments.files"].delete_many({})
    with pytest.raises(ClientError):
        await fetch(http, content, statementId=ATTACHED["id"])
