"""What GET /xapi/statements finds besides what a filter names directly, and how it says so."""

from __future__ import annotations

import json
import uuid
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from lrs.xapi import timestamps
from tests.api.test_statements import BENJAMIN, STATEMENTS, ids, post
from tests.service import Headers, Http, MakeKey
from tests.statements import AMARA, MODULE, statement, voiding

NEWER = {"X-Experience-API-Version": "2.0.0"}
COURSE = "https://cme.example/courses/sepsis"
LOOK = {"objectType": "contextAgent", "agent": BENJAMIN}
CREW = {"objectType": "contextGroup", "group": {"objectType": "Group", "member": [BENJAMIN]}}


def inside(**members: Any) -> dict[str, Any]:
    """Return a SubStatement."""
    inner = statement(**members)
    return {name: inner[name] for name in inner if name != "id"} | {"objectType": "SubStatement"}


@pytest.mark.parametrize(
    "members",
    [
        {"context": {"instructor": BENJAMIN}},
        {"context": {"team": {"objectType": "Group", "member": [AMARA, BENJAMIN]}}},
        {"context": {"contextAgents": [LOOK]}},
        {"context": {"contextGroups": [CREW]}},
        {"object": inside(actor=BENJAMIN)},
        {"object": inside(object=BENJAMIN)},
        {"object": inside(context={"instructor": BENJAMIN})},
        {"object": inside(context={"contextAgents": [LOOK]})},
    ],
)
async def test_related_agents_are_found_broadly_only(
    http: Http, content: Headers, members: dict[str, Any]
) -> None:
    sent = statement(**members)
    await post(http, content | NEWER, sent, statement())
    assert await ids(http, content, agent=json.dumps(BENJAMIN)) == []
    assert await ids(http, content, agent=json.dumps(BENJAMIN), related_agents="true") == [sent["id"]]


@pytest.mark.parametrize(
    "members",
    [
        {"context": {"contextActivities": {"parent": {"id": COURSE}}}},
        {"context": {"contextActivities": {"category": [{"id": MODULE}, {"id": COURSE}]}}},
        {"object": inside(object={"id": COURSE})},
        {"object": inside(context={"contextActivities": {"other": [{"id": COURSE}]}})},
    ],
)
async def test_related_activities_are_found_broadly_only(
    http: Http, content: Headers, members: dict[str, Any]
) -> None:
    sent = statement(**members)
    await post(http, content, sent, statement())
    assert await ids(http, content, activity=COURSE) == []
    assert await ids(http, content, activity=COURSE, related_activities="True") == [sent["id"]]


async def test_what_is_found_directly_is_found_broadly_too(http: Http, content: Headers) -> None:
    await post(http, content, statement(), statement(actor=BENJAMIN))
    assert len(await ids(http, content, agent=json.dumps(AMARA), related_agents="true")) == 1
    assert len(await ids(http, content, activity=MODULE, related_activities="true")) == 2


async def test_the_authority_is_a_related_agent(http: Http, make_key: MakeKey) -> None:
    mine, yours = await make_key("all"), await make_key("all")
    own, foreign = statement(), statement()
    await post(http, mine, own)
    await post(http, yours, foreign)
    [stored] = (await (await http.get(STATEMENTS, params={"limit": "1"}, headers=mine)).json())["statements"]
    authority = json.dumps(stored["authority"])
    assert await ids(http, mine, agent=authority, related_agents="true") == [foreign["id"]]


async def test_a_comment_is_found_by_what_it_is_about_once_that_arrives(http: Http, content: Headers) -> None:
    passed = statement(actor=BENJAMIN, context={"registration": str(uuid.uuid4())})
    confirmed = statement(object={"objectType": "StatementRef", "id": passed["id"]})
    seen = statement(object={"objectType": "StatementRef", "id": confirmed["id"].upper()})
    await post(http, content, seen, confirmed)
    assert await ids(http, content, activity=MODULE) == []
    await post(http, content, passed)
    chain = [passed["id"], confirmed["id"], seen["id"]]
    for wanted in (
        {"agent": json.dumps(BENJAMIN)},
        {"activity": MODULE},
        {"registration": passed["context"]["registration"]},
        {"agent": json.dumps(BENJAMIN), "activity": MODULE},
    ):
        assert await ids(http, content, **wanted) == chain
    await post(http, content, voiding(passed["id"], actor=BENJAMIN))
    assert (await ids(http, content, activity=MODULE))[1:] == chain[1:]


@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
@pytest.mark.parametrize(
    "other", ["agent", "verb", "related_agents", "related_activities", "limit", "since", "ascending", "more"]
)
async def test_a_statement_by_its_id_goes_with_no_filter(
    http: Http, content: Headers, name: str, other: str
) -> None:
    response = await http.get(f"{STATEMENTS}?{other}=1&{name}={uuid.uuid4()}", headers=content)
    assert response.status == 400
    assert (await response.json())["error"]["pointer"] == name


async def test_a_single_statement_says_when_it_was_stored(http: Http, content: Headers) -> None:
    sent = statement()
    await post(http, content, sent)
    response = await http.get(STATEMENTS, params={"statementId": sent["id"]}, headers=content | NEWER)
    stored = timestamps.parse((await response.json())["stored"])
    assert parsedate_to_datetime(response.headers["Last-Modified"]) == stored.replace(microsecond=0)


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {}, 401),
        ("statementId=0", None, 400),
        (f"statementId={uuid.UUID(int=0)}", None, 404),
        ("foo=1", None, 400),
    ],
)
async def test_every_refusal_says_through_when_all_is_consistent(
    http: Http, content: Headers, query: str, headers: Headers | None, status: int
) -> None:
    response = await http.get(f"{STATEMENTS}?{query}", headers=content if headers is None else headers)
    assert response.status == status
    assert "X-Experience-API-Consistent-Through" in response.headers


async def test_a_context_activity_that_came_alone_is_returned_in_an_array(
    http: Http, content: Headers
) -> None:
    context = {"contextActivities": {"parent": {"id": COURSE}, "other": [{"id": MODULE}]}}
    sent = statement(object=inside(context=context), context=context)
    await post(http, content, sent)
    [stored] = (await (await http.get(STATEMENTS, headers=content)).json())["statements"]
    for each in (stored, stored["object"]):
        assert each["context"]["contextActivities"] == {"parent": [{"id": COURSE}], "other": [{"id": MODULE}]}
    await post(http, content, sent)
