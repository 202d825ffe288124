"""Whatever is sent, it is never the service that is at fault."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.wire import connected
from tests.service import Headers, Http, MakeKey
from tests.statements import AMARA, MODULE, statement

METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "xx"])
PATHS = st.one_of(
    st.sampled_from(
        [
            "/xapi/statements",
            "/xapi//statements/",
            "/xapi/activities/state",
            "/xapi/activities/profile",
            "/xapi/agents/profile",
            "/xapi/activities",
            "/xapi/agents",
            "/xapi/about",
            "/api/awards",
            "/api/awards/x",
            "/api/reports",
            "/api/reports/ama-pra",
            "/api/reports/ama-pra/csv-1",
            "/healthz",
        ]
    ),
    st.text("/.%aZ0é\\", max_size=12).map(lambda path: "/" + path),
)
LATIN = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")
VALUES = st.one_of(
    st.sampled_from(
        [
            "true",
            "True",
            "1",
            "-1",
            "",
            "method",
            "GET",
            "PUT",
            "POST",
            "DELETE",
            "HEAD",
            "exact",
            "ids",
            "canonical",
            "2026-03-02T09:00:00Z",
            "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
            MODULE,
            "%00",
            "%ff",
            "%7b%22mbox%22:%22mailto:a@b.example%22%7d",
            "%7B%7D",
            "[]",
            "null",
            "1e999",
            "%ed%a0%80",
        ]
    ),
    st.text("%0afF&=+;#?/é", max_size=8),
)
NAMES = st.sampled_from(
    [
        "method",
        "statementId",
        "voidedStatementId",
        "agent",
        "verb",
        "activity",
        "registration",
        "since",
        "until",
        "limit",
        "format",
        "attachments",
        "ascending",
        "related_agents",
        "more",
        "activityId",
        "stateId",
        "profileId",
        "content_token",
        "from",
        "to",
        "after",
        "foo",
        "",
        "%",
    ]
)
QUERIES = st.lists(st.tuples(NAMES, VALUES).map("=".join), max_size=3).map("&".join)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Content-Type",
            "Content-Encoding",
            "Accept",
            "Accept-Language",
            "If-Match",
            "If-None-Match",
            "Origin",
            "X-Request-ID",
            "X-Experience-API-Version",
            "Authorization",
            "Access-Control-Request-Method",
        ]
    ),
    st.one_of(
        st.sampled_from(
            [
                "application/json",
                "multipart/mixed; boundary=b",
                "multipart/mixed",
                "gzip",
                "deflate",
                "*",
                "2.0.0",
                "1.0.3",
                "Basic Og==",
                "null",
                "100-continue",
                '"0"',
                "de-CH, en;q=0.5",
                "text/plain; charset=x",
            ]
        ),
        st.text(LATIN, max_size=12),
    ),
    max_size=4,
)
EXPECTING = st.one_of(
    st.sampled_from([{}, {"Expect": "100-continue"}, {"Expect": "a miracle"}]),
    st.text(LATIN, max_size=4).map(lambda value: {"Expect": value}),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "actor", "verb", "object", "mbox", "$a.b", ""]), inner),
    ),
    max_leaves=8,
)
STATEMENTS = st.dictionaries(
    st.sampled_from(
        ["id", "actor", "verb", "object", "result", "context", "timestamp", "attachments", "version"]
    ),
    JSON,
    max_size=2,
).map(lambda members: statement(**{"actor": AMARA} | members))
BODIES = st.one_of(
    st.binary(max_size=40),
    st.one_of(JSON, STATEMENTS, st.lists(STATEMENTS, max_size=2)).map(json.dumps).map(str.encode),
    st.tuples(QUERIES, STATEMENTS).map(lambda form: f"{form[0]}&content={json.dumps(form[1])}".encode()),
)


@pytest.fixture
async def everything(make_key: MakeKey) -> Headers:
    """Return a credential that may do everything."""
    return await make_key("all", "credits/read", "reports/read", "reports/make")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(method=METHODS, path=PATHS, query=QUERIES, headers=HEADERS, expecting=EXPECTING, body=BODIES)
async def test_no_request_is_answered_with_a_fault_of_the_service(
    bare: Http,
    everything: Headers,
    method: str,
    path: str,
    query: str,
    headers: Headers,
    expecting: Headers,
    body: bytes,
) -> None:
    usual = everything | {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
    framing = {"Content-Length": str(len(body)), "Connection": "close"} | expecting
    async with connected(bare) as wire:
        await wire.send(f"{method} {path}?{query}", usual | headers | framing, body)
        head = await wire.head()
        if " 100 " in head.partition("\r\n")[0]:
            head = await wire.head()
    status = int(head.split(" ", 2)[1])
    assert status < 500, head
