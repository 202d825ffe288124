"""Statements on their way out: GET."""

from __future__ import annotations

import asyncio
import re
from email.utils import parsedate_to_datetime

from lrs.xapi import timestamps
from tests.conformance.lrs import Answer, Lrs, anyone, assert_refused, iri, unique
from tests.conformance.rows import ResourceTable
from tests.conformance.values import simple, whole

ONE = ResourceTable("Statement resource: GET of one statement", "4.1.6.1")
MANY = ResourceTable("Statement resource: GET of many statements", "4.1.6.1")
THROUGH = ResourceTable("Consistent-through", "4.1.6.1")
CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"
OTHERS = {
    "agent": '{"mbox":"mailto:amara.okafor@hospital.example"}',
    "verb": "http://adlnet.gov/expapi/verbs/completed",
    "activity": "https://cme.example/activities/sepsis",
    "registration": "b7c1d0de-92c1-4a5e-8f0e-6e0a3c1c9a11",
    "related_activities": "true",
    "related_agents": "true",
    "since": "2026-03-02T09:00:00Z",
    "until": "2026-03-02T09:00:00Z",
    "limit": "1",
    "ascending": "true",
}
FORMS = {"format": "exact", "attachments": "false"}


async def assert_through(answer: Answer) -> None:
    """Check that an answer tells in ISO 8601 up to when it is consistent, which is lately."""
    through = answer.headers[CONSISTENT_THROUGH]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", through)
    assert through > "2026"


@ONE.row("Communication 2.1.3", "statementId brings that statement and nothing around it")
async def _(lrs: Lrs) -> None:
    sent = whole()
    await lrs.store(sent, simple())
    found = await lrs.statement(sent["id"])
    assert found["id"] == sent["id"]
    assert "statements" not in found


@ONE.row("Communication 2.1.3", "statementId may be in capital letters")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    assert (await lrs.statement(statement_id.upper()))["id"] == statement_id


@ONE.row("Communication 3.2", "A statement that is not there is answered 404, voided or not")
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.get("statements", {"statementId": unique()}), 404)
    assert_refused(await lrs.get("statements", {"voidedStatementId": unique()}), 404)


@ONE.row("Communication 2.1.3", "A statement that is not voided is not found by voidedStatementId")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    assert_refused(await lrs.get("statements", {"voidedStatementId": statement_id}), 404)


@ONE.row("Communication 2.1.3", "statementId and voidedStatementId together are refused")
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.get("statements", {"statementId": unique(), "voidedStatementId": unique()}))


@ONE.row("Data 2.2", "statementId and voidedStatementId are UUIDs")
async def _(lrs: Lrs) -> None:
    for name in ("statementId", "voidedStatementId"):
        for wrong in ("", "1", "statement", unique()[:-1], f"urn:uuid:{unique()}"):
            assert_refused(await lrs.get("statements", {name: wrong}))


def _add_alone(single: str, name: str, value: str) -> None:
    @ONE.row("Communication 2.1.3", f"{single} does not go with {name}")
    async def _(lrs: Lrs) -> None:
        assert_refused(await lrs.get("statements", {single: unique(), name: value}))


for _single in ("statementId", "voidedStatementId"):
    for _name, _value in OTHERS.items():
        _add_alone(_single, _name, _value)


@ONE.row("Communication 2.1.3", "statementId goes with format and attachments")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    for name, value in FORMS.items():
        assert (await lrs.get("statements", {"statementId": statement_id, name: value})).status == 200


@ONE.row("Communication 2.1.3", "Last-Modified is the stored time of the statement, to the second")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    answer = await lrs.get("statements", {"statementId": statement_id})
    stored = timestamps.parse(answer.json["stored"])
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == stored.replace(microsecond=0)


@ONE.row("Communication 2.1.3", "An answer is application/json")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    for parameters in ({"statementId": statement_id}, {"limit": "1"}):
        answer = await lrs.get("statements", parameters)
        assert answer.headers["Content-Type"].startswith("application/json")


@MANY.row("Data 2.5", "An answer has statements, an array, and more, text")
async def _(lrs: Lrs) -> None:
    await lrs.store(simple())
    found = (await lrs.get("statements", {"limit": "1"})).json
    assert set(found) == {"statements", "more"}
    assert isinstance(found["statements"], list)
    assert isinstance(found["more"], str)


@MANY.row("Communication 2.1.3", "No filter is needed")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    assert statement_id in await lrs.found()


@MANY.row("Communication 2.1.3", "Where nothing matches, the answer is 200 with an empty array")
async def _(lrs: Lrs) -> None:
    answer = await lrs.get("statements", {"activity": iri()})
    assert (answer.status, answer.json) == (200, {"statements": [], "more": ""})


@MANY.row("Communication 2.1.3", "The latest stored come first, and with ascending=true last")
async def _(lrs: Lrs) -> None:
    activity = iri()
    ids = [(await lrs.store(simple(object={"id": activity})))[0] for _ in range(4)]
    assert await lrs.found(activity=activity) == ids[::-1]
    assert await lrs.found(activity=activity, ascending="false") == ids[::-1]
    assert await lrs.found(activity=activity, ascending="true") == ids


@MANY.row("Communication 2.1.3", "limit is the most that one answer has")
async def _(lrs: Lrs) -> None:
    activity = iri()
    ids = await lrs.store(*(simple(object={"id": activity}) for _ in range(5)))
    assert len(await lrs.find(activity=activity, limit="3")) == 3
    assert len(await lrs.find(activity=activity, limit="9")) == len(ids)


@MANY.row("Communication 2.1.3", "limit=0 means as many as the LRS gives")
async def _(lrs: Lrs) -> None:
    activity = iri()
    await lrs.store(*(simple(object={"id": activity}) for _ in range(5)))
    assert len(await lrs.find(activity=activity, limit="0")) == 5


@MANY.row("Data 2.5", "more leads to the next page, and so on to the end, without gap or repetition")
async def _(lrs: Lrs) -> None:
    activity = iri()
    ids = [(await lrs.store(simple(object={"id": activity})))[0] for _ in range(7)]
    answer = await lrs.get("statements", {"activity": activity, "limit": "3", "ascending": "true"})
    pages = [answer.json]
    while pages[-1]["more"]:
        pages.append((await lrs.follow(pages[-1]["more"])).json)
    assert [len(page["statements"]) for page in pages] == [3, 3, 1]
    assert [each["id"] for page in pages for each in page["statements"]] == ids


@MANY.row("Data 2.5", "more is an address without scheme, host and port, and empty at the end")
async def _(lrs: Lrs) -> None:
    activity = iri()
    await lrs.store(simple(object={"id": activity}), simple(object={"id": activity}))
    first = (await lrs.get("statements", {"activity": activity, "limit": "1"})).json
    assert first["more"].startswith("/xapi/statements")
    assert (await lrs.follow(first["more"])).json["more"] == ""


@MANY.row("Data 2.5", "What is stored meanwhile does not shift later pages")
async def _(lrs: Lrs) -> None:
    activity = iri()
    ids = [(await lrs.store(simple(object={"id": activity})))[0] for _ in range(4)]
    first = (await lrs.get("statements", {"activity": activity, "limit": "2"})).json
    await lrs.store(simple(object={"id": activity}))
    second = (await lrs.follow(first["more"])).json
    assert [each["id"] for each in second["statements"]] == ids[1::-1]


@MANY.row("Data 2.5", "Later pages keep the format that was asked for")
async def _(lrs: Lrs) -> None:
    activity = iri()
    await lrs.store(*(whole(object={"id": activity}) for _ in range(2)))
    first = (await lrs.get("statements", {"activity": activity, "limit": "1", "format": "ids"})).json
    [second] = (await lrs.follow(first["more"])).json["statements"]
    assert set(second["verb"]) == {"id"}


@MANY.row("Communication 2.1.2", "Statements can be read as soon as they are acknowledged")
async def _(lrs: Lrs) -> None:
    activity = iri()
    for count in range(1, 6):
        await lrs.store(simple(object={"id": activity}))
        assert len(await lrs.find(activity=activity)) == count


def _add_wrong_value(name: str, wrong: tuple[str, ...], what: str) -> None:
    @MANY.row("Data 2.2", f"{name} is {what}; anything else is refused")
    async def _(lrs: Lrs) -> None:
        for value in wrong:
            assert_refused(await lrs.get("statements", {name: value}))


_BOOLEAN = ("", "1", "0", "yes", "tru", "null")
_TIME = ("", "yesterday", "2026-03-02", "2026-13-02T09:00:00Z", "1772442000", "2026-03-02T09:00:00-00:00")
for _name, _wrong, _what in (
    ("verb", ("", "completed", "/verbs/completed", "https:"), "an IRI"),
    ("activity", ("", "sepsis", "cme.example/sepsis", "https:"), "an IRI"),
    ("registration", ("", "1", "registration", f"{{{unique()}}}"), "a UUID"),
    ("related_activities", _BOOLEAN, "true or false"),
    ("related_agents", _BOOLEAN, "true or false"),
    ("ascending", _BOOLEAN, "true or false"),
    ("attachments", _BOOLEAN, "true or false"),
    ("since", _TIME, "a timestamp"),
    ("until", _TIME, "a timestamp"),
    ("limit", ("", "-1", "1.5", "ten", "0x10", "1e3"), "a whole number from 0"),
    ("format", ("", "full", "EXACT", "id"), "ids, exact or canonical"),
    (
        "agent",
        (
            "",
            "amara",
            "{",
            "[]",
            "{}",
            '{"mbox":"amara.okafor@hospital.example"}',
            '{"mbox":"mailto:a@hospital.example","openid":"https://id.example/a"}',
            '{"objectType":"Group","member":[{"mbox":"mailto:a@hospital.example"}]}',
            '{"objectType":"Person","mbox":"mailto:a@hospital.example"}',
        ),
        "an Agent or an identified Group in JSON",
    ),
):
    _add_wrong_value(_name, _wrong, _what)


@THROUGH.row("Communication 2.1.3", "Every answer to a GET says up to when it is consistent, in ISO 8601")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    for parameters in (
        {},
        {"statementId": statement_id},
        OTHERS,
        FORMS,
        {"attachments": "true", "limit": "1"},
    ):
        await assert_through(await lrs.get("statements", parameters))


@THROUGH.row("Communication 2.1.3", "Answers that refuse or find nothing say so too")
async def _(lrs: Lrs) -> None:
    for parameters in ({"statementId": unique()}, {"limit": "ten"}, {"foo": "bar"}):
        await assert_through(await lrs.get("statements", parameters))
    await assert_through(await lrs.get("statements", headers={"Authorization": None}))


@THROUGH.row("Communication 2.1.3", "Soon it reaches beyond what was stored")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    stored = (await lrs.statement(statement_id))["stored"]
    async with asyncio.timeout(20):
        while (await lrs.get("statements", {"limit": "1"})).headers[CONSISTENT_THROUGH] < stored:
            await asyncio.sleep(0.05)


@THROUGH.row("Communication 2.1.3", "What is stored after an answer has a later stored time than it named")
async def _(lrs: Lrs) -> None:
    through = (await lrs.get("statements", {"limit": "1"})).headers[CONSISTENT_THROUGH]
    [statement_id] = await lrs.store(simple(actor=anyone()))
    assert (await lrs.statement(statement_id))["stored"] > through


TABLES = (ONE, MANY, THROUGH)
