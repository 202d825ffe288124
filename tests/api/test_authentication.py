"""Who may do what."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import encode_basic_auth

from lrs.api.scopes import SCOPES
from lrs.store.store import Store
from tests.service import Headers, Http, MakeKey
from tests.statements import statement

PUBLIC = {"/xapi/about", "/healthz", "/readyz"}
NEEDS = {
    ("POST", "/xapi/statements"): {"statements/write", "all"},
    ("PUT", "/xapi/statements"): {"statements/write", "all"},
    ("GET", "/xapi/statements"): {"statements/read", "statements/read/mine", "all/read", "all"},
    ("GET", "/xapi/activities"): {
        "statements/read",
        "statements/read/mine",
        "state",
        "define",
        "profile",
        "all/read",
        "all",
    },
    ("GET", "/xapi/agents"): {"profile", "all/read", "all"},
    ("GET", "/xapi/activities/state"): {"state", "all/read", "all"},
    ("PUT", "/xapi/activities/state"): {"state", "all"},
    ("POST", "/xapi/activities/state"): {"state", "all"},
    ("DELETE", "/xapi/activities/state"): {"state", "all"},
    ("GET", "/xapi/agents/profile"): {"profile", "all/read", "all"},
    ("PUT", "/xapi/agents/profile"): {"profile", "all"},
    ("POST", "/xapi/agents/profile"): {"profile", "all"},
    ("DELETE", "/xapi/agents/profile"): {"profile", "all"},
    ("GET", "/xapi/activities/profile"): {"profile", "all/read", "all"},
    ("PUT", "/xapi/activities/profile"): {"profile", "all"},
    ("POST", "/xapi/activities/profile"): {"profile", "all"},
    ("DELETE", "/xapi/activities/profile"): {"profile", "all"},
    ("GET", "/api/awards"): {"credits/read"},
    ("GET", "/api/aggregate"): {"statements/read", "statements/read/mine", "all/read", "all"},
    ("GET", "/api/awards/{award}"): {"credits/read"},
    ("GET", "/api/awards/{award}/explanation"): {"credits/read"},
    ("GET", "/api/learners/transcript"): {"credits/read"},
    ("GET", "/api/learners/{learner}/transcript"): {"credits/read"},
    ("GET", "/api/learners/progress"): {"credits/read"},
    ("GET", "/api/learners/{learner}/progress"): {"credits/read"},
    ("GET", "/api/learners/suggestions"): {"credits/read"},
    ("GET", "/api/learners/{learner}/suggestions"): {"credits/read"},
    ("GET", "/api/reports"): {"reports/read"},
    ("GET", "/api/reports/{body}"): {"reports/read"},
    ("POST", "/api/reports/{body}"): {"reports/make"},
    ("GET", "/api/reports/{body}/{id}"): {"reports/read"},
    ("GET", "/api/reports/{body}/{id}/manifest"): {"reports/read"},
    ("GET", "/api/reports/{body}/not-reportable"): {"reports/read"},
}
"""The scopes that open each resource; a resource that is missing here fails a test."""


async def test_every_resource_but_the_public_ones_wants_a_credential(http: Http) -> None:
    for method, path in _resources(http):
        response = await http.request(method, path.format(award="a", body="b", id="c", learner="d"))
        assert (response.status == 401) == (path not in PUBLIC), (method, path)
        if path not in PUBLIC:
            assert response.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("scope", sorted(SCOPES))
async def test_a_scope_opens_what_it_says_and_nothing_else(http: Http, make_key: MakeKey, scope: str) -> None:
    key = await make_key(scope)
    for method, path in _resources(http):
        if path not in PUBLIC:
            response = await http.request(
                method, path.format(award="a", body="b", id="c", learner="d"), headers=key
            )
            assert (response.status == 403) == (scope not in NEEDS[method, path]), (method, path)


async def test_a_key_may_read_its_own_statements_alone(http: Http, make_key: MakeKey) -> None:
    mine = await make_key("statements/write", "statements/read/mine")
    yours = await make_key("statements/write")
    own, foreign = statement(), statement()
    await http.post("/xapi/statements", json=own, headers=mine)
    await http.post("/xapi/statements", json=foreign, headers=yours)
    page = await (await http.get("/xapi/statements", headers=mine)).json()
    assert [each["id"] for each in page["statements"]] == [own["id"]]
    for sent, status in ((own, 200), (foreign, 404)):
        response = await http.get("/xapi/statements", params={"statementId": sent["id"]}, headers=mine)
        assert response.status == status


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Bearer abc",
        encode_basic_auth("unknown", "secret"),
        encode_basic_auth("", ""),
        encode_basic_auth("a\0b", "c"),
    ],
)
async def test_a_header_that_opens_nothing_is_a_401(http: Http, header: str) -> None:
    response = await http.get("/xapi/statements", headers={"Authorization": header})
    assert response.status == 401
    assert (await response.json())["error"]["code"] == "unauthorized"


async def test_a_wrong_secret_opens_nothing(http: Http, running: Store) -> None:
    key, secret = await running.keys.create("test", ["all"])
    for wrong in ("", secret[:-1], secret + "x", secret.swapcase()):
        headers = {"Authorization": encode_basic_auth(key.key, wrong)}
        assert (await http.get("/xapi/statements", headers=headers)).status == 401


async def test_a_revoked_or_expired_key_opens_nothing_from_that_moment(http: Http, running: Store) -> None:
    key, secret = await running.keys.create("test", ["all"])
    headers = {"Authorization": encode_basic_auth(key.key, secret)}
    assert (await http.get("/xapi/statements", headers=headers)).status == 200
    await running.keys.revoke(key.key)
    assert (await http.get("/xapi/statements", headers=headers)).status == 401

    past = datetime.now(UTC) - timedelta(seconds=1)
    expired, secret = await running.keys.create("test", ["all"], past)
    headers = {"Authorization": encode_basic_auth(expired.key, secret)}
    assert (await http.get("/xapi/statements", headers=headers)).status == 401


async def test_the_store_keeps_no_secret(running: Store) -> None:
    key, secret = await running.keys.create("test", ["all"])
    kept = json.dumps([document async for document in running.database["keys"].find()], default=repr)
    assert key.key in kept
    assert secret not in kept


async def test_a_refused_request_writes_nothing(http: Http, make_key: MakeKey, content: Headers) -> None:
    reader = await make_key("statements/read")
    assert (await http.post("/xapi/statements", json=statement(), headers=reader)).status == 403
    page = await (await http.get("/xapi/statements", headers=content)).json()
    assert page["statements"] == []


def _resources(http: Http) -> list[tuple[str, str]]:
    return [
        (route.method, route.resource.canonical)
        for route in http.app.router.routes()
        if route.resource and route.method != "HEAD"
    ]
