"""/xapi/activities/state, and what all document resources have in common."""

from __future__ import annotations

import asyncio
import io
import json
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha1
from itertools import product
from typing import Any

import pytest
from aiohttp import ClientResponse

from lrs.store.documents import LARGEST
from lrs.store.store import Store
from lrs.xapi.documents import Context, Document
from tests.service import Headers, Http
from tests.statements import AMARA, MODULE

STATE = "/xapi/activities/state"
METHODS = ("PUT", "POST", "GET", "DELETE")
V2 = {"X-Experience-API-Version": "2.0.0"}


def at(**parameters: Any) -> dict[str, str]:
    """Return the parameters of Amara's bookmark in the sepsis module, or of what `parameters` say instead."""
    usual = {"activityId": MODULE, "agent": AMARA, "stateId": "bookmark"} | parameters
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in usual.items()
        if value is not None
    }


def etag(content: bytes) -> str:
    """Return the entity tag that a client computes."""
    return f'"{sha1(content, usedforsecurity=False).hexdigest()}"'


async def put(
    http: Http, key: Headers, content: bytes, headers: Headers | None = None, **parameters: Any
) -> ClientResponse:
    """Put a state document."""
    usual = {"Content-Type": "text/plain"} | key | (headers or {})
    return await http.put(STATE, params=at(**parameters), data=io.BytesIO(content), headers=usual)


async def read(http: Http, key: Headers, **parameters: Any) -> bytes | None:
    """Return a state document, or None where there is none."""
    response = await http.get(STATE, params=at(**parameters), headers=key)
    assert response.status in {200, 404}
    return await response.read() if response.status == 200 else None


async def ids(http: Http, key: Headers, **parameters: Any) -> list[str]:
    """Return the ids of a context's state documents."""
    response = await http.get(STATE, params=at(stateId=None, **parameters), headers=key)
    assert response.status == 200
    return list(await response.json())


async def refused(response: ClientResponse, status: int, pointer: str) -> str:
    """Assert that a request was refused because of one parameter or header, and return the message."""
    error = (await response.json())["error"]
    assert (response.status, error["pointer"]) == (status, pointer)
    return str(error["message"])


@pytest.mark.parametrize(
    ("sent", "content_type"),
    [
        (b"page3", "application/json"),
        (b'{ "a" : 1.0 }\n', 'application/json; charset="utf-8"'),
        (b"bookmark=a%20b&x", "application/x-www-form-urlencoded"),
        (b"\x00\xff\r\n\x1f\x8b", "application/octet-stream"),
        ("é".encode("latin-1"), "text/plain;charset=ISO-8859-1"),
        (b"--x\r\n\r\n\r\n--x--", "multipart/mixed; boundary=x"),
        (b"", "image/svg+xml"),
        (b"<a/>", "not/json"),
    ],
)
async def test_a_document_comes_back_with_its_bytes_type_tag_and_time(
    http: Http, content: Headers, sent: bytes, content_type: str
) -> None:
    assert (await put(http, content, sent, {"Content-Type": content_type})).status == 204
    for method in ("GET", "HEAD"):
        response = await http.request(method, STATE, params=at(), headers=content)
        assert response.status == 200
        assert await response.read() == (sent if method == "GET" else b"")
        assert response.headers["Content-Type"] == content_type
        assert response.headers["ETag"] == etag(sent)
        assert response.headers["X-Experience-API-Version"] == "1.0.3"
        updated = parsedate_to_datetime(response.headers["Last-Modified"])
        assert timedelta() <= datetime.now(UTC) - updated < timedelta(seconds=10)


async def test_a_document_without_a_type_is_bytes(http: Http, content: Headers) -> None:
    response = await http.put(
        STATE, params=at(), data=b"x", headers=content, skip_auto_headers=["Content-Type"]
    )
    assert response.status == 204
    found = await http.get(STATE, params=at(), headers=content)
    assert found.headers["Content-Type"] == "application/octet-stream"


async def test_any_text_is_an_id(http: Http, content: Headers) -> None:
    for name in ("a/b", "../x", "é 🧠", "$where", "a.b", "a&b=c", "%2F", " ", "\n", "x" * 4_000):
        assert (await put(http, content, name.encode(), stateId=name)).status == 204
        assert await ids(http, content) == [name]
        assert await read(http, content, stateId=name) == name.encode()
        response = await http.delete(STATE, params=at(stateId=name), headers=content)
        assert response.status == 204
        assert await ids(http, content) == []


async def test_an_id_is_not_empty_and_has_no_null_character(http: Http, content: Headers) -> None:
    await put(http, content, b"x")
    for name, method in product(("", "\0", "a\0b"), METHODS):
        response = await http.request(method, STATE, params=at(stateId=name), headers=content, json={})
        await refused(response, 400, "stateId")
    assert await ids(http, content) == ["bookmark"]


MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    *((method, {"activityId": None}, "activityId") for method in METHODS),
    *((method, {"agent": None}, "agent") for method in METHODS),
    *((method, {"stateId": None}, "stateId") for method in ("PUT", "POST")),
    *((method, {"profileId": "x"}, "profileId") for method in METHODS),
    *((method, {"since": "2026-01-01T00:00:00Z"}, "since") for method in METHODS),
    ("GET", {"stateId": None, "since": "yesterday"}, "since"),
    ("DELETE", {"stateId": None, "since": "2026-01-01T00:00:00Z"}, "since"),
    ("GET", {"StateId": "x"}, "StateId"),
    ("PUT", {"activityId": "no iri"}, "activityId"),
    ("PUT", {"registration": "1"}, "registration"),
    ("PUT", {"agent": "no json"}, "agent"),
    ("PUT", {"agent": {"objectType": "Group", "member": [AMARA]}}, "agent"),
    ("PUT", {"agent": AMARA | {"mbox": "amara"}}, "agent/mbox"),
    ("PUT", {"agent": AMARA | {"openid": "https://amara.example"}}, "agent"),
]
"""A method, what is wrong with its parameters, and the one that the answer names."""


async def test_parameters_are_strict(http: Http, content: Headers) -> None:
    await put(http, content, b"x")
    for method, parameters, pointer in MISTAKES:
        response = await http.request(method, STATE, params=at(**parameters), headers=content, json={})
        await refused(response, 400, pointer)
    assert await ids(http, content) == ["bookmark"]


async def test_an_agent_is_its_identifier_and_nothing_else(http: Http, content: Headers) -> None:
    await put(http, content, b"x")
    same = {"mbox": "mailto:amara.okafor@HOSPITAL.example", "name": "A. Okafor"}
    other = {"mbox": "mailto:Amara.Okafor@hospital.example"}
    assert await read(http, content, agent=same) == b"x"
    assert await read(http, content, agent=other) is None
    assert await ids(http, content, agent=other) == []


async def test_what_has_no_registration_is_a_context_of_its_own(http: Http, content: Headers) -> None:
    registrations = [str(uuid.uuid4()), str(uuid.uuid4()), None]
    for each in registrations:
        assert (await put(http, content, str(each).encode(), registration=each)).status == 204
    for each in registrations:
        assert await read(http, content, registration=each) == str(each).encode()
        assert await ids(http, content, registration=each) == ["bookmark"]
    assert await read(http, content, registration=str(registrations[0]).upper()) is not None
    response = await http.delete(STATE, params=at(stateId=None), headers=content)
    assert response.status == 204
    there = [await ids(http, content, registration=each) for each in registrations]
    assert there == [["bookmark"], ["bookmark"], []]


async def test_all_state_of_a_context_is_deleted_at_once(http: Http, content: Headers) -> None:
    for name in ("a", "b"):
        await put(http, content, b"x", stateId=name)
    await put(http, content, b"x", activityId=MODULE + "/2")
    for _ in range(2):
        response = await http.delete(STATE, params=at(stateId=None), headers=content)
        assert response.status == 204
        assert await ids(http, content) == []
    assert await ids(http, content, activityId=MODULE + "/2") == ["bookmark"]


async def test_all_state_is_not_deleted_under_a_precondition_on_one_document(
    http: Http, content: Headers
) -> None:
    await put(http, content, b"x")
    for header in (etag(b"x"), "*"):
        response = await http.delete(STATE, params=at(stateId=None), headers=content | {"If-Match": header})
        await refused(response, 412, "If-Match")
    assert await ids(http, content) == ["bookmark"]


async def test_since_is_exclusive_and_ids_have_the_time_of_the_latest(
    http: Http, content: Headers, running: Store
) -> None:
    context = Context(MODULE, "mbox:mailto:amara.okafor@hospital.example")
    for name in ("a", "b"):
        await running.documents.change(context, name, lambda _: Document(b"", "text/plain"))
        await asyncio.sleep(0.003)
    updated = await running.documents.ids(context)
    assert await ids(http, content, since=updated["a"].isoformat()) == ["b"]
    assert await ids(http, content, since=updated["b"].isoformat()) == []
    response = await http.get(STATE, params=at(stateId=None), headers=content)
    assert await response.json() == ["a", "b"]
    latest = parsedate_to_datetime(response.headers["Last-Modified"])
    assert latest == updated["b"].replace(microsecond=0)
    empty = await http.get(STATE, params=at(stateId=None, activityId=MODULE + "/2"), headers=content)
    assert "Last-Modified" not in empty.headers


async def test_a_browser_asks_again_each_time(http: Http, content: Headers) -> None:
    await put(http, content, b"x")
    for name in ("bookmark", None):
        response = await http.get(STATE, params=at(stateId=name), headers=content)
        assert response.headers["Cache-Control"] == "no-cache"


async def test_a_post_merges_top_level_members(http: Http, content: Headers) -> None:
    for members in ({"x": "foo", "y": {"a": 1}}, {"x": "bash", "z": "faz"}, {"y": {"b": 2}}):
        response = await http.post(STATE, params=at(), json=members, headers=content)
        assert response.status == 204
    merged = b'{"x":"bash","y":{"b":2},"z":"faz"}'
    assert await read(http, content) == merged
    response = await http.get(STATE, params=at(), headers=content)
    assert response.headers["ETag"] == etag(merged)


@pytest.mark.parametrize(
    ("standing", "standing_type", "sent", "sent_type"),
    [
        (b"{}", "application/json", b"{}", "text/plain"),
        (b"{}", "text/plain", b"{}", "application/json"),
        (b"page3", "application/json", b"{}", "application/json"),
        (b"{}", "application/json", b"page3", "application/json"),
        (b"{}", "application/json", b"[]", "application/json"),
        (b"a=b", "application/x-www-form-urlencoded", b"a=b", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_cannot_be_merged_is_refused_and_leaves_what_stands(
    http: Http, content: Headers, standing: bytes, standing_type: str, sent: bytes, sent_type: str
) -> None:
    await put(http, content, standing, {"Content-Type": standing_type})
    response = await http.post(STATE, params=at(), data=sent, headers=content | {"Content-Type": sent_type})
    assert response.status == 400
    assert await read(http, content) == standing


async def test_a_post_where_nothing_stands_stores_what_was_sent(http: Http, content: Headers) -> None:
    for name, sent, kind, status in (
        ("json", b'{ "a" : 1 }', "application/json", 204),
        ("text", b"page3", "text/plain", 204),
        ("lie", b"page3", "application/json", 400),
    ):
        headers = content | {"Content-Type": kind}
        response = await http.post(STATE, params=at(stateId=name), data=sent, headers=headers)
        assert response.status == status
        assert await read(http, content, stateId=name) == (sent if status == 204 else None)


async def test_a_put_over_state_needs_a_precondition_in_2_0_only(http: Http, content: Headers) -> None:
    assert (await put(http, content, b"1", V2)).status == 204
    message = await refused(await put(http, content, b"2", V2), 409, "If-Match")
    assert "check its current state" in message
    assert await read(http, content) == b"1"
    assert (await put(http, content, b"2", V2 | {"If-Match": etag(b"1")})).status == 204
    assert (await put(http, content, b"3")).status == 204
    assert await read(http, content) == b"3"


OTHER = '"1111111111111111111111111111111111111111"'
HOLDS = [
    ("If-Match", etag(b"{}"), True, False),
    ("If-Match", f"{OTHER}, {etag(b'{}')}", True, False),
    ("If-Match", f"W/{etag(b'{}')}", False, False),
    ("If-Match", OTHER, False, False),
    ("If-Match", "*", True, False),
    ("If-None-Match", "*", False, True),
    ("If-None-Match", etag(b"{}"), False, True),
    ("If-None-Match", f"W/{etag(b'{}')}", False, True),
    ("If-None-Match", f"{OTHER},{OTHER}", True, True),
]
"""A header, its value, and whether it holds where `{}` stands and where nothing does."""


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
async def test_preconditions_hold_for_every_change(
    http: Http, content: Headers, version: str, method: str
) -> None:
    for header, value, over, anew in HOLDS:
        await put(http, content, b"{}", {"Content-Type": "application/json"})
        await http.delete(STATE, params=at(stateId="new"), headers=content)
        headers = content | {header: value, "X-Experience-API-Version": version}
        for name, holds in (("bookmark", over), ("new", anew)):
            before = await read(http, content, stateId=name)
            params = at(stateId=name)
            response = await http.request(method, STATE, params=params, json={"a": 1}, headers=headers)
            if holds:
                assert response.status == 204
            else:
                await refused(response, 412, header)
                assert await read(http, content, stateId=name) == before


async def test_a_precondition_that_is_no_list_of_tags_is_refused(http: Http, content: Headers) -> None:
    malformed = product(("If-Match", "If-None-Match"), ("abc", "'abc'", "W/abc", '"abc'))
    for (header, value), method in product(malformed, ("PUT", "POST", "DELETE")):
        headers = content | {header: value}
        response = await http.request(method, STATE, params=at(), json={}, headers=headers)
        await refused(response, 400, header)


async def test_of_racing_writers_with_one_tag_one_wins(http: Http, content: Headers) -> None:
    await put(http, content, b"old")
    condition = {"If-Match": etag(b"old")}
    answers = await asyncio.gather(*(put(http, content, b"%d" % n, condition) for n in range(10)))
    statuses = [answer.status for answer in answers]
    assert sorted(statuses) == [204] + [412] * 9
    assert await read(http, content) == b"%d" % statuses.index(204)


async def test_of_racing_writers_of_a_new_document_one_wins_in_2_0(http: Http, content: Headers) -> None:
    answers = await asyncio.gather(*(put(http, content, b"%d" % n, V2) for n in range(10)))
    statuses = [answer.status for answer in answers]
    assert sorted(statuses) == [204] + [409] * 9
    assert await read(http, content) == b"%d" % statuses.index(204)


async def test_racing_merges_lose_no_member(http: Http, content: Headers) -> None:
    answers = await asyncio.gather(
        *(http.post(STATE, params=at(), json={f"m{n}": n}, headers=content) for n in range(20))
    )
    assert {answer.status for answer in answers} == {204}
    assert json.loads(await read(http, content) or b"") == {f"m{n}": n for n in range(20)}


async def test_a_document_has_a_largest_size(http: Http, content: Headers) -> None:
    assert (await put(http, content, b"x" * LARGEST)).status == 204
    response = await put(http, content, b"x" * (LARGEST + 1))
    assert response.status == 413
    assert str(LARGEST) in (await response.json())["error"]["message"]
    assert len(await read(http, content) or b"") == LARGEST


async def test_what_is_not_there_is_not_found_but_may_be_deleted(http: Http, content: Headers) -> None:
    response = await http.get(STATE, params=at(), headers=content)
    await refused(response, 404, "stateId")
    assert (await http.delete(STATE, params=at(), headers=content)).status == 204


async def test_a_document_needs_a_version_like_all_of_xapi(http: Http, content: Headers) -> None:
    response = await http.get(STATE, params=at(), headers=content | {"X-Experience-API-Version": "0.95"})
    await refused(response, 400, "X-Experience-API-Version")
