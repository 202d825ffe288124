"""Statements over HTTP: what is stored, what is refused, and how it is asked for."""

from __future__ import annotations

import asyncio
import gzip
import json
import uuid
from typing import Any

import pytest

from tests.service import Headers, Http, MakeKey
from tests.statements import AMARA, COMPLETED, MODULE, VOIDED, statement, voiding

STATEMENTS = "/xapi/statements"
BENJAMIN = {"objectType": "Agent", "mbox": "mailto:benjamin.weiss@hospital.example"}


async def post(http: Http, key: Headers, *statements: dict[str, Any]) -> None:
    """Post statements as one batch and expect it to be accepted."""
    response = await http.post(STATEMENTS, json=list(statements), headers=key)
    assert response.status == 200, await response.text()


async def ids(http: Http, key: Headers, **parameters: str) -> list[str]:
    """Return the ids of the statements that a query answers with, over all pages."""
    found: list[str] = []
    response = await http.get(STATEMENTS, params=parameters, headers=key)
    while True:
        assert response.status == 200, await response.text()
        page = await response.json()
        found += [each["id"] for each in page["statements"]]
        if not page["more"]:
            return found
        response = await http.get(page["more"], headers=key)


async def test_a_posted_statement_is_answered_with_its_id_and_can_be_read(
    http: Http, content: Headers
) -> None:
    sent = statement()
    posted = await http.post(STATEMENTS, json=sent, headers=content)
    assert posted.status == 200
    assert await posted.json() == [sent["id"]]

    read = await http.get(STATEMENTS, params={"statementId": sent["id"]}, headers=content)
    assert read.status == 200
    stored = await read.json()
    assert stored | sent == stored
    assert stored["version"] == "1.0.0"
    assert stored["stored"].endswith("Z")


async def test_the_authority_is_the_key_whatever_the_client_says(http: Http, make_key: MakeKey) -> None:
    key = await make_key("statements/write", "statements/read")
    sent = statement(authority=AMARA, stored="2001-01-01T00:00:00Z")
    await post(http, key, sent)
    [stored] = (await (await http.get(STATEMENTS, headers=key)).json())["statements"]
    assert stored["authority"]["account"]["homePage"] == "http://127.0.0.1:8080"
    assert stored["authority"]["name"] == "test"
    assert stored["stored"] > "2026"


async def test_what_the_client_wrote_is_kept_to_the_byte(http: Http, content: Headers) -> None:
    odd = b'{"https://x.example/$a.b": 12345678901234567890123, "https://x.example/f":1.0, "https://x.example/u":"\\u00e9"}'
    sent = json.dumps(statement(result={"extensions": "HERE"})).encode().replace(b'"HERE"', odd)
    headers = content | {"Content-Type": "application/json"}
    assert (await http.post(STATEMENTS, data=sent, headers=headers)).status == 200
    read = await http.get(STATEMENTS, params={"statementId": json.loads(sent)["id"]}, headers=content)
    assert odd in await read.read()


async def test_a_statement_without_id_timestamp_and_version_gets_them(http: Http, content: Headers) -> None:
    sent = statement(id=None, timestamp=None)
    [name] = await (await http.post(STATEMENTS, json=sent, headers=content)).json()
    stored = await (await http.get(STATEMENTS, params={"statementId": name}, headers=content)).json()
    assert uuid.UUID(stored["id"]) == uuid.UUID(name)
    assert stored["timestamp"] == stored["stored"]


async def test_a_statement_of_2_0_0_is_stored_as_that(http: Http, content: Headers) -> None:
    sent = statement(
        context={
            "contextAgents": [
                {
                    "objectType": "contextAgent",
                    "agent": AMARA,
                    "relevantTypes": ["https://x.example/assessor"],
                }
            ]
        }
    )
    newer = content | {"X-Experience-API-Version": "2.0.0"}
    posted = await http.post(STATEMENTS, json=sent, headers=newer)
    assert posted.status == 200, await posted.text()
    assert posted.headers["X-Experience-API-Version"] == "2.0.0"
    read = await http.get(STATEMENTS, params={"statementId": sent["id"]}, headers=newer)
    assert (await read.json())["version"] == "2.0.0"
    refused = await http.post(STATEMENTS, json=sent | {"id": str(uuid.uuid4())}, headers=content)
    assert refused.status == 400, "1.0.3 knows no contextAgents"


@pytest.mark.parametrize("spoken", ["1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3"])
async def test_any_1_0_version_is_spoken(http: Http, content: Headers, spoken: str) -> None:
    response = await http.get(STATEMENTS, headers=content | {"X-Experience-API-Version": spoken})
    assert response.status == 200
    assert response.headers["X-Experience-API-Version"] == "1.0.3"


@pytest.mark.parametrize("spoken", ["0.95", "3.0.0", "1", "one"])
async def test_another_version_is_refused(http: Http, content: Headers, spoken: str) -> None:
    response = await http.get(STATEMENTS, headers=content | {"X-Experience-API-Version": spoken})
    assert response.status == 400
    assert (await response.json())["error"]["pointer"] == "X-Experience-API-Version"


async def test_sending_the_same_again_is_accepted_and_changes_nothing(http: Http, content: Headers) -> None:
    sent = statement()
    await post(http, content, sent)
    await post(http, content, sent)
    put = await http.put(STATEMENTS, params={"statementId": sent["id"]}, json=sent, headers=content)
    assert put.status == 204
    assert await ids(http, content) == [sent["id"]]


async def test_another_statement_under_a_known_id_is_a_conflict(http: Http, content: Headers) -> None:
    first = statement()
    await post(http, content, first)
    other = first | {"actor": BENJAMIN}
    batch = [statement(), other, statement()]
    response = await http.post(STATEMENTS, json=batch, headers=content)
    assert response.status == 409
    error = (await response.json())["error"]
    assert (error["code"], error["index"], error["id"]) == ("conflict", 1, first["id"])
    assert await ids(http, content) == [first["id"]], "nothing of the batch is stored"


async def test_a_batch_with_one_bad_statement_stores_nothing_and_names_it(
    http: Http, content: Headers
) -> None:
    bad = statement(actor={"objectType": "Agent", "mbox": "amara@hospital.example"})
    response = await http.post(STATEMENTS, json=[statement(), statement(), bad], headers=content)
    assert response.status == 400
    error = (await response.json())["error"]
    assert error["index"] == 2
    assert error["id"] == bad["id"]
    assert error["pointer"] == "/actor/mbox"
    assert error["rule"]
    assert "mailto" in error["message"]
    assert await ids(http, content) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[1]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 5_000,
        b'{"a":' * 5_000,
        b'{"verb": NaN}',
        b'{"id": "\\ud800"}',
        b'{"id": 1e999}',
    ],
)
async def test_a_body_that_is_no_statement_is_refused(http: Http, content: Headers, body: bytes) -> None:
    response = await http.post(STATEMENTS, data=body, headers=content | {"Content-Type": "application/json"})
    assert response.status == 400
    assert (await response.json())["error"]["message"]


async def test_a_key_that_stands_twice_is_refused(http: Http, content: Headers) -> None:
    twice = json.dumps(statement()).replace('"verb":', f'"verb": {{"id": "{VOIDED}"}}, "verb":')
    headers = content | {"Content-Type": "application/json"}
    assert (await http.post(STATEMENTS, data=twice, headers=headers)).status == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
async def test_only_json_is_taken(http: Http, content: Headers, content_type: str) -> None:
    headers = content | {"Content-Type": content_type}
    response = await http.post(STATEMENTS, data=json.dumps(statement()), headers=headers)
    assert response.status == 400
    assert (await response.json())["error"]["pointer"] == "Content-Type"


async def test_a_compressed_body_is_taken(http: Http, content: Headers) -> None:
    sent = statement()
    headers = content | {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert (
        await http.post(STATEMENTS, data=gzip.compress(json.dumps(sent).encode()), headers=headers)
    ).status == 200
    assert await ids(http, content) == [sent["id"]]


async def test_put_needs_the_id_and_it_has_to_be_the_statements_own(http: Http, content: Headers) -> None:
    sent = statement()
    assert (await http.put(STATEMENTS, json=sent, headers=content)).status == 400
    for wrong in (str(uuid.uuid4()), "no-uuid"):
        response = await http.put(STATEMENTS, params={"statementId": wrong}, json=sent, headers=content)
        assert response.status == 400
    nameless = {name: value for name, value in sent.items() if name != "id"}
    put = await http.put(STATEMENTS, params={"statementId": sent["id"]}, json=nameless, headers=content)
    assert put.status == 204
    assert await ids(http, content) == [sent["id"]]


async def test_put_takes_one_statement_only(http: Http, content: Headers) -> None:
    sent = statement()
    response = await http.put(STATEMENTS, params={"statementId": sent["id"]}, json=[sent], headers=content)
    assert response.status == 400


async def test_an_unknown_statement_is_not_found(http: Http, content: Headers) -> None:
    response = await http.get(STATEMENTS, params={"statementId": str(uuid.uuid4())}, headers=content)
    assert response.status == 404


async def test_the_filters_find_what_they_say(http: Http, content: Headers) -> None:
    registration = str(uuid.uuid4())
    here = statement()
    other_actor = statement(actor=BENJAMIN)
    other_verb = statement(verb={"id": "http://adlnet.gov/expapi/verbs/failed"})
    other_activity = statement(object={"id": "https://cme.example/activities/stroke"})
    registered = statement(context={"registration": registration.upper()})
    everything = [here, other_actor, other_verb, other_activity, registered]
    await post(http, content, *everything)

    async def missing(**parameters: str) -> set[str]:
        return {each["id"] for each in everything} - set(await ids(http, content, **parameters))

    assert await missing() == set()
    assert await missing(agent=json.dumps(AMARA)) == {other_actor["id"]}
    assert await missing(verb=COMPLETED) == {other_verb["id"]}
    assert await missing(activity=MODULE) == {other_activity["id"]}
    assert await ids(http, content, registration=registration) == [registered["id"]]
    assert await ids(http, content, agent=json.dumps(BENJAMIN), verb=COMPLETED) == [other_actor["id"]]
    assert await ids(http, content, agent='{"mbox":"mailto:nobody@hospital.example"}') == []


async def test_the_agent_filter_finds_objects_and_members_of_groups_too(http: Http, content: Headers) -> None:
    as_object = statement(actor=AMARA, object=BENJAMIN)
    team = {"objectType": "Group", "member": [AMARA, BENJAMIN]}
    as_member = statement(actor=team)
    await post(http, content, as_object, as_member, statement())
    assert set(await ids(http, content, agent=json.dumps(BENJAMIN))) == {as_object["id"], as_member["id"]}


async def test_since_is_exclusive_and_until_inclusive(http: Http, content: Headers) -> None:
    for _ in range(3):
        await post(http, content, statement())
    answer = await (await http.get(STATEMENTS, params={"ascending": "True"}, headers=content)).json()
    first, second, third = answer["statements"]
    assert await ids(http, content, since=second["stored"]) == [third["id"]]
    assert await ids(http, content, until=second["stored"]) == [second["id"], first["id"]]
    assert await ids(http, content, since=first["stored"], until=second["stored"]) == [second["id"]]


async def test_pages_follow_each_other_without_gap_or_repetition(http: Http, content: Headers) -> None:
    sent = [statement() for _ in range(25)]
    await post(http, content, *sent)
    everything = [each["id"] for each in sent]
    for limit in ("1", "7", "25", "0", "500"):
        assert await ids(http, content, limit=limit, ascending="true") == everything
        assert await ids(http, content, limit=limit) == everything[::-1]


async def test_a_page_grows_no_holes_while_others_write(http: Http, content: Headers) -> None:
    sent = [statement() for _ in range(10)]
    await post(http, content, *sent)
    response = await http.get(STATEMENTS, params={"limit": "4"}, headers=content)
    page = await response.json()
    await post(http, content, statement(), statement())
    rest = await (await http.get(page["more"], headers=content)).json()
    seen = [each["id"] for each in page["statements"] + rest["statements"]]
    assert seen == [each["id"] for each in sent[::-1][:8]]


async def test_a_more_address_is_of_no_use_to_another_key_or_when_changed(
    http: Http, make_key: MakeKey
) -> None:
    mine, yours = await make_key("all"), await make_key("all")
    await post(http, mine, statement(), statement())
    more = (await (await http.get(STATEMENTS, params={"limit": "1"}, headers=mine)).json())["more"]
    assert (await http.get(more, headers=mine)).status == 200
    assert (await http.get(more, headers=yours)).status == 400
    assert (await http.get(f"{more}&verb={COMPLETED}", headers=mine)).status == 400
    token = more.partition("=")[2]
    other = "y" if token.startswith("x") else "x"
    for forged in (token[:-2], other + token[1:], "", "%F0", token + "A" * 100_000):
        response = await http.get(f"{STATEMENTS}?more={forged[:4000]}", headers=mine)
        assert response.status == 400


async def test_a_voided_statement_is_found_by_voided_statement_id_alone(http: Http, content: Headers) -> None:
    target = statement()
    await post(http, content, target)
    void = voiding(target["id"])
    await post(http, content, void)
    assert await ids(http, content) == [void["id"]]
    assert (await http.get(STATEMENTS, params={"statementId": target["id"]}, headers=content)).status == 404
    found = await http.get(STATEMENTS, params={"voidedStatementId": target["id"]}, headers=content)
    assert (await found.json())["id"] == target["id"]
    assert (
        await http.get(STATEMENTS, params={"voidedStatementId": void["id"]}, headers=content)
    ).status == 404


async def test_a_statement_that_was_voided_before_it_came_is_voided(http: Http, content: Headers) -> None:
    target = statement()
    void = voiding(target["id"])
    await post(http, content, void)
    await post(http, content, target)
    assert await ids(http, content) == [void["id"]]


async def test_a_voiding_statement_cannot_be_voided(http: Http, content: Headers) -> None:
    target = statement()
    void = voiding(target["id"])
    await post(http, content, target, void)
    again = voiding(void["id"])
    await post(http, content, again)
    assert await ids(http, content) == [again["id"], void["id"]]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("foo=bar", "foo"),
        ("Verb=http://x.example/v", "Verb"),
        ("statementId=123", "statementId"),
        ("statementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee&limit=1", "statementId"),
        (
            "statementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee&voidedStatementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
            "statementId",
        ),
        ("verb=completed", "verb"),
        ("activity=", "activity"),
        ("agent=amara", "agent"),
        ("agent=%7B%7D", "agent"),
        ("agent=%5B%5D", "agent"),
        ("agent=%7B%22account%22%3A%22x%22%7D", "agent"),
        ("agent=%7B%22mbox%22%3A%22amara%22%7D", "agent"),
        ("registration=1", "registration"),
        ("since=yesterday", "since"),
        ("until=2026-13-01T00:00:00Z", "until"),
        ("limit=-1", "limit"),
        ("limit=%C2%B2", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("ascending=yes", "ascending"),
        ("limit=1&limit=2", "limit"),
        ("format=pretty", "format"),
        ("related_agents=1", "related_agents"),
        ("attachments=1", "attachments"),
        ("more=abc", "more"),
    ],
)
async def test_a_wrong_parameter_is_named(http: Http, content: Headers, query: str, pointer: str) -> None:
    response = await http.get(f"{STATEMENTS}?{query}", headers=content)
    assert response.status == 400
    assert (await response.json())["error"]["pointer"].startswith(pointer)


async def test_every_answer_to_a_get_says_through_when_it_is_consistent(http: Http, content: Headers) -> None:
    await post(http, content, statement())
    response = await http.get(STATEMENTS, headers=content)
    [stored] = (await response.json())["statements"]
    assert response.headers["X-Experience-API-Consistent-Through"] >= stored["stored"]
    wrong = await http.get(f"{STATEMENTS}?foo=bar", headers=content)
    assert "X-Experience-API-Consistent-Through" in wrong.headers


async def test_head_answers_like_get_without_a_body(http: Http, content: Headers) -> None:
    await post(http, content, statement())
    head = await http.head(STATEMENTS, headers=content)
    assert head.status == 200
    assert int(head.headers["Content-Length"]) > 100
    assert await head.read() == b""


async def test_the_same_batch_from_many_at_once_is_stored_once(http: Http, content: Headers) -> None:
    batch = [statement() for _ in range(20)]
    answers = await asyncio.gather(*(http.post(STATEMENTS, json=batch, headers=content) for _ in range(8)))
    assert [answer.status for answer in answers] == [200] * 8
    assert sorted(await ids(http, content)) == sorted(each["id"] for each in batch)


async def test_of_different_statements_under_one_id_exactly_one_is_stored(
    http: Http, content: Headers
) -> None:
    name = str(uuid.uuid4())
    rivals = [statement(id=name, actor={"mbox": f"mailto:rival{n}@hospital.example"}) for n in range(8)]
    answers = await asyncio.gather(*(http.post(STATEMENTS, json=each, headers=content) for each in rivals))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 7
    assert await ids(http, content) == [name]
