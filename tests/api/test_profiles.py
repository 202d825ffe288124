"""/xapi/agents/profile and /xapi/activities/profile: what differs from state."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import ClientResponse

from tests.api.test_state import METHODS, STATE, at, etag, refused
from tests.service import Headers, Http
from tests.statements import AMARA, MODULE

AGENT, ACTIVITY = "/xapi/agents/profile", "/xapi/activities/profile"
ONE = {AGENT: {"agent": json.dumps(AMARA)}, ACTIVITY: {"activityId": MODULE}}
VERSIONS = ["1.0.3", "2.0.0"]
pytestmark = pytest.mark.parametrize("path", [AGENT, ACTIVITY])


async def put(
    http: Http, key: Headers, path: str, sent: bytes, headers: Headers | None = None
) -> ClientResponse:
    """Put the profile document `x`."""
    usual = {"Content-Type": "text/plain"} | key | (headers or {})
    return await http.put(path, params=ONE[path] | {"profileId": "x"}, data=sent, headers=usual)


async def read(http: Http, key: Headers, path: str, **parameters: str) -> bytes | None:
    """Return the profile document `x`, or what `parameters` say instead, or None where there is none."""
    params = ONE[path] | {"profileId": "x"} | parameters
    response = await http.get(path, params=params, headers=key)
    assert response.status in {200, 404}
    return await response.read() if response.status == 200 else None


async def test_in_1_0_3_a_put_of_what_is_new_needs_a_precondition(
    http: Http, content: Headers, path: str
) -> None:
    await refused(await put(http, content, path, b"1"), 400, "If-None-Match")
    assert await read(http, content, path) is None


async def test_in_2_0_0_a_put_of_what_is_new_needs_none(http: Http, content: Headers, path: str) -> None:
    spoken = {"X-Experience-API-Version": "2.0.0"}
    assert (await put(http, content, path, b"1", spoken)).status == 204
    assert await read(http, content, path) == b"1"


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_put_over_a_document_needs_a_precondition(
    http: Http, content: Headers, path: str, version: str
) -> None:
    spoken = {"X-Experience-API-Version": version}
    assert (await put(http, content, path, b"1", spoken | {"If-None-Match": "*"})).status == 204
    message = await refused(await put(http, content, path, b"2", spoken), 409, "If-Match")
    assert "check its current state" in message
    assert "If-Match" in message
    assert await read(http, content, path) == b"1"
    assert (await put(http, content, path, b"2", spoken | {"If-Match": etag(b"1")})).status == 204
    assert await read(http, content, path) == b"2"


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_post_or_delete_may_have_one(http: Http, content: Headers, path: str, version: str) -> None:
    headers = content | {"X-Experience-API-Version": version}
    params = ONE[path] | {"profileId": "x"}
    for sent in ({"a": 1}, {"b": 2}):
        assert (await http.post(path, params=params, json=sent, headers=headers)).status == 204
    assert await read(http, content, path) == b'{"a":1,"b":2}'
    stale = headers | {"If-Match": etag(b"other")}
    await refused(await http.post(path, params=params, json={}, headers=stale), 412, "If-Match")
    await refused(await http.delete(path, params=params, headers=stale), 412, "If-Match")
    assert await read(http, content, path) == b'{"a":1,"b":2}'
    assert (await http.delete(path, params=params, headers=headers)).status == 204
    assert await read(http, content, path) is None


async def test_parameters_are_strict(http: Http, content: Headers, path: str) -> None:
    async def pointed(method: str, params: dict[str, Any]) -> str:
        response = await http.request(method, path, params=params, json={}, headers=content)
        assert response.status == 400
        return str((await response.json())["error"]["pointer"])

    [owner] = ONE[path]
    complete = ONE[path] | {"profileId": "x"}
    for method in METHODS:
        assert await pointed(method, {"profileId": "x"}) == owner
        assert await pointed(method, complete | {owner: "wrong"}) == owner
        assert await pointed(method, complete | {"registration": "x"}) == "registration"
        assert await pointed(method, complete | {"since": "2026-01-01T00:00:00Z"}) == "since"
        assert await pointed(method, complete | {"profileId": ""}) == "profileId"
    for method in ("PUT", "POST", "DELETE"):
        assert await pointed(method, ONE[path]) == "profileId"


async def test_ids_are_listed_by_time_and_only_after_since(http: Http, content: Headers, path: str) -> None:
    for name in ("é/1", "x"):
        params = ONE[path] | {"profileId": name}
        assert (await http.post(path, params=params, json={}, headers=content)).status == 204

    async def ids(**parameters: str) -> list[str]:
        response = await http.get(path, params=ONE[path] | parameters, headers=content)
        assert response.status == 200
        return list(await response.json())

    assert await ids() == ["é/1", "x"]
    assert await ids(since="2026-01-01T00:00:00+01:00") == ["é/1", "x"]
    assert await ids(since="2999-01-01T00:00:00Z") == []


async def test_a_profile_is_seen_nowhere_else(http: Http, content: Headers, path: str) -> None:
    await put(http, content, path, b"mine", {"If-None-Match": "*"})
    others = {
        "agent": json.dumps({"mbox": "mailto:someone.else@hospital.example"}),
        "activityId": MODULE + "/2",
    }
    [owner] = ONE[path]
    assert await read(http, content, path, **{owner: others[owner]}) is None
    [elsewhere] = {AGENT, ACTIVITY} - {path}
    assert await read(http, content, elsewhere) is None
    state = await http.get(STATE, params=at(stateId="x"), headers=content)
    assert state.status == 404


@pytest.mark.parametrize(("scope", "may_read", "may_write"), [("profile", 200, 204), ("all/read", 200, 403)])
async def test_keys_of_one_scope_share_the_documents(
    http: Http, content: Headers, make_key: Any, path: str, scope: str, may_read: int, may_write: int
) -> None:
    await put(http, content, path, b"1", {"If-None-Match": "*"})
    key = await make_key(scope)
    params = ONE[path] | {"profileId": "x"}
    assert (await http.get(path, params=params, headers=key)).status == may_read
    assert (await put(http, key, path, b"2", {"If-Match": "*"})).status == may_write
    assert (await http.delete(path, params=params, headers=key)).status == may_write
