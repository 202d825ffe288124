"""GET /api/aggregate: what statements add up to, for who may read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lrs.store import aggregates
from tests.api.test_statements import BENJAMIN, STATEMENTS, post
from tests.service import Headers, Http, MakeKey
from tests.statements import AMARA, COMPLETED, MODULE, statement, voiding

AGGREGATE = "/api/aggregate"
FAILED = "http://adlnet.gov/expapi/verbs/failed"
PASSED = {"score": {"scaled": 0.75}, "completion": True, "duration": "PT42M10.5S"}


async def groups(http: Http, key: Headers, **parameters: str) -> list[dict[str, Any]]:
    """Return every group, through all pages."""
    response = await http.get(AGGREGATE, params=parameters, headers=key)
    found: list[dict[str, Any]] = []
    while True:
        assert response.status == 200, await response.text()
        page = await response.json()
        found += page["groups"]
        if not page["more"]:
            return found
        response = await http.get(page["more"], headers=key)


async def test_a_dashboard_has_all_figures_of_a_group(http: Http, content: Headers) -> None:
    failed = {"score": {"scaled": 0.4}, "completion": False}
    taken_back = statement(result=PASSED)
    await post(http, content, statement(result=PASSED), statement(actor=BENJAMIN, result=failed), taken_back)
    await post(http, content, voiding(taken_back["id"]))
    assert await groups(http, content, by="activity") == [
        {
            "key": MODULE,
            "count": 2,
            "learners": 2,
            "completions": 1,
            "seconds": 2530.5,
            "score": {"mean": 0.575, "min": 0.4, "max": 0.75},
        }
    ]


async def test_numbers_are_exact_decimals_and_no_score_is_none(http: Http, content: Headers) -> None:
    duration = {"duration": "PT0.1S"}
    await post(http, content, *(statement(result=duration) for _ in range(3)))
    text = await (await http.get(AGGREGATE, params={"by": "verb"}, headers=content)).text()
    assert '"seconds":0.30,"score":null' in text


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("verb", [COMPLETED, FAILED]),
        ("activity", [MODULE, f"{MODULE}/2"]),
        ("agent", ["mbox:mailto:amara.okafor@hospital.example"]),
        ("day", ["2026-03-01", "2026-03-02"]),
        ("registration", ["ec531277-b57b-4c15-8d91-d292c5b2b8f7"]),
    ],
)
@pytest.mark.parametrize("limit", ["1", "2", "0"])
async def test_groups_come_in_the_order_of_their_keys_on_all_pages(
    http: Http, content: Headers, by: str, keys: list[str], limit: str
) -> None:
    context = {"registration": "EC531277-B57B-4C15-8D91-D292C5B2B8F7"}
    late = statement(verb={"id": FAILED}, object={"id": f"{MODULE}/2"}, timestamp="2026-03-02T00:30:00+01:00")
    await post(http, content, statement(context=context), late)
    assert [each["key"] for each in await groups(http, content, by=by, limit=limit)] == keys


async def test_the_filters_are_those_of_statements(http: Http, content: Headers) -> None:
    await post(http, content, statement(), statement(actor=BENJAMIN), statement(verb={"id": FAILED}))
    for filters in (
        {"agent": json.dumps(BENJAMIN)},
        {"verb": COMPLETED},
        {"activity": MODULE, "related_activities": "true"},
        {"since": "2026-01-01T00:00:00Z", "until": "2120-01-01T00:00:00Z"},
    ):
        found = await (await http.get(STATEMENTS, params=filters, headers=content)).json()
        counted = await groups(http, content, by="verb", **filters)
        assert sum(each["count"] for each in counted) == len(found["statements"]) > 0


@pytest.mark.parametrize("scope", ["statements/read", "all/read", "all"])
async def test_who_may_read_all_statements_sees_what_all_add_up_to(
    http: Http, content: Headers, make_key: MakeKey, scope: str
) -> None:
    await post(http, content, statement())
    [group] = await groups(http, await make_key(scope), by="verb")
    assert group["count"] == 1


async def test_who_may_read_their_own_statements_sees_what_those_add_up_to(
    http: Http, content: Headers, make_key: MakeKey
) -> None:
    own = await make_key("statements/write", "statements/read/mine")
    await post(http, content, statement(), statement())
    await post(http, own, statement(actor=BENJAMIN), statement(actor=AMARA))
    pages = [await groups(http, own, by="agent", limit=limit) for limit in ("1", "2")]
    assert pages[0] == pages[1]
    assert [each["count"] for each in pages[0]] == [1, 1]


@pytest.mark.parametrize("scope", ["statements/write", "profile", "credits/read", "reports/read"])
async def test_no_other_scope_opens_aggregates(http: Http, make_key: MakeKey, scope: str) -> None:
    response = await http.get(AGGREGATE, params={"by": "verb"}, headers=await make_key(scope))
    assert response.status == 403


async def test_what_is_stored_between_two_pages_changes_none_of_them(http: Http, content: Headers) -> None:
    await post(http, content, statement(), statement(verb={"id": FAILED}))
    first = await http.get(AGGREGATE, params={"by": "verb", "limit": "1"}, headers=content)
    await post(http, content, statement(verb={"id": FAILED}))
    second = await http.get((await first.json())["more"], headers=content)
    [group] = (await second.json())["groups"]
    assert (group["key"], group["count"]) == (FAILED, 1)
    assert (
        first.headers["X-Experience-API-Consistent-Through"]
        < second.headers["X-Experience-API-Consistent-Through"]
    )


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "by"),
        ("by=week", "by"),
        ("by=verb&verb=completed", "verb"),
        ("by=verb&agent={}", "agent"),
        ("by=verb&registration=1", "registration"),
        ("by=verb&since=yesterday", "since"),
        ("by=verb&related_agents=1", "related_agents"),
        ("by=verb&limit=-1", "limit"),
        ("by=verb&by=day", "by"),
        ("by=verb&ascending=true", "ascending"),
        ("by=verb&more=abc", "more"),
        ("more=abc", "more"),
    ],
)
async def test_a_request_that_is_not_understood_is_refused_with_the_parameter_at_fault(
    http: Http, content: Headers, query: str, pointer: str
) -> None:
    response = await http.get(f"{AGGREGATE}?{query}", headers=content)
    assert response.status == 400
    assert (await response.json())["error"]["pointer"] == pointer


async def test_a_more_address_works_for_its_own_resource_and_key_only(
    http: Http, content: Headers, make_key: MakeKey
) -> None:
    await post(http, content, statement(), statement(verb={"id": FAILED}))
    groups, statements = [
        (await (await http.get(path, params={"limit": "1"} | more, headers=content)).json())["more"]
        for path, more in ((AGGREGATE, {"by": "verb"}), (STATEMENTS, {}))
    ]
    for address, key in (
        (groups, await make_key("all")),
        (groups.replace(AGGREGATE, STATEMENTS), content),
        (statements.replace(STATEMENTS, AGGREGATE), content),
    ):
        response = await http.get(address, headers=key)
        assert response.status == 400
        assert (await response.json())["error"]["pointer"] == "more"


async def test_what_takes_too_long_is_answered_with_what_to_do(
    http: Http, content: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregates, "SECONDS", 0.0001)
    response = await http.get(AGGREGATE, params={"by": "verb"}, headers=content)
    assert response.status == 503
    assert response.headers["Retry-After"]
    error = (await response.json())["error"]
    assert error["code"] == "too_expensive"
    assert "name filters" in error["message"]
