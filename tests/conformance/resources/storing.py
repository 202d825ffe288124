"""Statements on their way in: PUT and POST."""

from __future__ import annotations

import json
import uuid
from typing import Any

from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.conformance.lrs import JSON, Lrs, anyone, assert_refused, unique
from tests.conformance.rows import ResourceTable
from tests.conformance.values import (
    ABSENT,
    agent,
    anonymous,
    attachment,
    context,
    member,
    module,
    simple,
    sub,
    whole,
)

PUT = ResourceTable("Statement resource: PUT", "4.1.6.1")
POST = ResourceTable("Statement resource: POST", "4.1.6.1")
SET = ResourceTable("What the LRS sets in a statement", "4.2.4.2, 4.2.4.3")


def without(statement: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a statement without these members."""
    return {name: value for name, value in statement.items() if name not in names}


@PUT.row("Communication 2.1.1", "A statement is stored under the id that the address names, and answered 204")
async def _(lrs: Lrs) -> None:
    sent = whole()
    answer = await lrs.put("statements", sent, {"statementId": sent["id"]})
    assert (answer.status, answer.body) == (204, b"")
    assert (await lrs.statement(sent["id"]))["actor"] == sent["actor"]


@PUT.row("Communication 2.1.1", "A statement without an id gets that of the address")
async def _(lrs: Lrs) -> None:
    statement_id = unique()
    answer = await lrs.put("statements", without(simple(), "id"), {"statementId": statement_id})
    assert answer.status == 204
    assert (await lrs.statement(statement_id))["id"] == statement_id


@PUT.row("Communication 2.1.1", "An id that is not that of the address is refused")
async def _(lrs: Lrs) -> None:
    statement_id = unique()
    assert_refused(await lrs.put("statements", simple(), {"statementId": statement_id}))
    assert (await lrs.get("statements", {"statementId": statement_id})).status == 404


@PUT.row("Communication 2.1.1", "The id in the address and in the statement may differ in case")
async def _(lrs: Lrs) -> None:
    sent = simple()
    answer = await lrs.put("statements", sent, {"statementId": sent["id"].upper()})
    assert answer.status == 204


@PUT.row("Communication 2.1.1", "Without statementId, nothing is stored")
async def _(lrs: Lrs) -> None:
    sent = simple()
    assert_refused(await lrs.put("statements", sent, {}))
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


@PUT.row("Data 2.2", "statementId is a UUID")
async def _(lrs: Lrs) -> None:
    for wrong in ("", "1", "not-a-uuid", f"{{{unique()}}}", unique().replace("-", "")):
        assert_refused(await lrs.put("statements", without(simple(), "id"), {"statementId": wrong}))


@PUT.row("Communication 2.1.1", "More than one statement is refused")
async def _(lrs: Lrs) -> None:
    sent = simple()
    assert_refused(await lrs.put("statements", [sent], {"statementId": sent["id"]}))


@PUT.row("Communication 2.1.1", "A statement that breaks a rule is refused, with the rule and its place")
async def _(lrs: Lrs) -> None:
    sent = simple(verb={"id": "completed"})
    answer = await lrs.put("statements", sent, {"statementId": sent["id"]})
    assert_refused(answer, rule="iri")
    assert answer.error["pointer"] == "/verb/id"
    assert answer.error["id"] == sent["id"]


@POST.row("Communication 2.1.2", "One statement is stored, and answered 200 with an array of its id")
async def _(lrs: Lrs) -> None:
    sent = whole()
    answer = await lrs.post("statements", sent)
    assert (answer.status, answer.json) == (200, [sent["id"]])


@POST.row("Communication 2.1.2", "A batch is stored, and answered with the ids in its order")
async def _(lrs: Lrs) -> None:
    batch = [simple() for _ in range(12)]
    assert await lrs.store(*batch) == [each["id"] for each in batch]
    assert (await lrs.statement(batch[7]["id"]))["verb"] == batch[7]["verb"]


@POST.row(
    "Communication 3.2", "Of a batch with one bad statement, nothing is stored, and the bad one is named"
)
async def _(lrs: Lrs) -> None:
    batch = [simple(), simple(), simple(actor={"name": "nobody"}), simple()]
    answer = await lrs.post("statements", batch)
    assert_refused(answer, rule="agent.ifi")
    assert (answer.error["index"], answer.error["id"]) == (2, batch[2]["id"])
    for each in batch:
        assert (await lrs.get("statements", {"statementId": each["id"]})).status == 404


@POST.row(
    "Communication 2.1.2", "Of a batch in which one id conflicts with what is stored, nothing is stored"
)
async def _(lrs: Lrs) -> None:
    stored = simple()
    await lrs.store(stored)
    fresh = simple()
    answer = await lrs.post("statements", [fresh, {**stored, "actor": anyone()}])
    assert_refused(answer, 409)
    assert (await lrs.get("statements", {"statementId": fresh["id"]})).status == 404


@POST.row("Communication 2.1.2", "A batch that has an id twice is refused")
async def _(lrs: Lrs) -> None:
    sent = simple()
    for other in (dict(sent), {**sent, "actor": anyone()}, {**sent, "id": sent["id"].upper()}):
        answer = await lrs.post("statements", [sent, simple(), other])
        assert_refused(answer, rule="batch.unique-ids")
        assert answer.error["index"] == 2
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


@POST.row("Communication 2.1.2", "A parameter is refused, since there is none")
async def _(lrs: Lrs) -> None:
    sent = simple()
    assert_refused(await lrs.post("statements", sent, {"statementId": sent["id"]}))


@POST.row("Communication 3.2", "What is not JSON is refused")
async def _(lrs: Lrs) -> None:
    for body in (
        b"",
        b"{",
        b"[{}",
        b"{'actor': 1}",
        b"actor=1",
        b'{"actor":NaN}',
        b"[1,]",
        b'{"a":1}{"a":1}',
    ):
        assert_refused(await lrs.post("statements", body, headers={"Content-Type": JSON}))


@POST.row("Communication 3.2", "What is JSON and no statement is refused")
async def _(lrs: Lrs) -> None:
    for body in (b"null", b"1", b'"statement"', b"true", b"[null]", b"[[]]", b"[1]", b"{}", b'["x"]'):
        assert_refused(await lrs.post("statements", body, headers={"Content-Type": JSON}))


@POST.row("Communication 1.4", "What is not UTF-8 is refused")
async def _(lrs: Lrs) -> None:
    for encoding in ("latin-1", "utf-16"):
        body = json.dumps(simple(actor=agent(name="Amára")), ensure_ascii=False).encode(encoding)
        assert_refused(await lrs.post("statements", body, headers={"Content-Type": JSON}))


@POST.row("Data 2.2", "A member that stands twice is refused, wherever it does")
async def _(lrs: Lrs) -> None:
    text = json.dumps(simple())
    twice = (
        text.replace('{"actor"', f'{{"id":"{unique()}","actor"', 1),
        text.replace('"verb": {', '"verb": {"id":"https://cme.example/x",', 1),
    )
    for body in twice:
        answer = await lrs.post("statements", body.encode(), headers={"Content-Type": JSON})
        assert_refused(answer, rule="statement.repeated-key")


@POST.row("Communication 3.2", "JSON that says it is something else is refused")
async def _(lrs: Lrs) -> None:
    body = json.dumps(simple()).encode()
    for wrong in (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        assert_refused(await lrs.post("statements", body, headers={"Content-Type": wrong}))


@POST.row("Communication 1.5.1", "The type application/json may have parameters")
async def _(lrs: Lrs) -> None:
    body = json.dumps(simple()).encode()
    answer = await lrs.post("statements", body, headers={"Content-Type": "application/json; charset=utf-8"})
    assert answer.status == 200


@POST.row("Communication 1.5.1", "A batch whose attachments all have a fileUrl comes as application/json")
async def _(lrs: Lrs) -> None:
    await lrs.store(simple(), simple(attachments=[attachment()]), simple(object=sub()))


@POST.row("Communication 1.5.1", "An attachment without a fileUrl does not come as application/json")
async def _(lrs: Lrs) -> None:
    local = attachment(fileUrl=ABSENT)
    nested = sub(attachments=[local])
    for sent in (simple(attachments=[attachment(), local]), simple(object=nested)):
        assert_refused(await lrs.post("statements", sent), rule="attachment.content")


@SET.row("Data 2.4.1", "A statement without an id gets a UUID")
async def _(lrs: Lrs) -> None:
    sent = without(simple(), "id")
    first, second = await lrs.store(sent, sent)
    assert first != second
    for statement_id in (first, second):
        assert str(uuid.UUID(statement_id)) == statement_id
        assert (await lrs.statement(statement_id))["id"] == statement_id


@SET.row("Data 2.4.7", "A statement without a timestamp gets its stored time as one")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(without(whole(), "timestamp"))
    stored = await lrs.statement(statement_id)
    assert stored["timestamp"] == stored["stored"]


@SET.row("Data 2.4.7", "A SubStatement without a timestamp gets none")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple(object=sub(timestamp=ABSENT)))
    assert "timestamp" not in (await lrs.statement(statement_id))["object"]


@SET.row(
    "Data 4.5", "A timestamp keeps its point in time, to the millisecond at least, in whatever zone it was"
)
async def _(lrs: Lrs) -> None:
    for sent, moment in (
        ("2026-03-02T09:00:00.123Z", "2026-03-02T09:00:00.123"),
        ("2026-03-02T01:30:00.456-07:30", "2026-03-02T09:00:00.456"),
        ("2026-03-02T23:00:00.789+14:00", "2026-03-02T09:00:00.789"),
    ):
        [statement_id] = await lrs.store(simple(timestamp=sent))
        found = (await lrs.statement(statement_id))["timestamp"]
        assert found == sent or found.startswith(moment)


@SET.row("Data 2.4.8", "The stored time is set anew, whatever was sent, and is RFC 3339 in UTC")
async def _(lrs: Lrs) -> None:
    sent = whole(stored="2001-01-01T00:00:00Z")
    await lrs.store(sent)
    stored = (await lrs.statement(sent["id"]))["stored"]
    assert stored > "2026"
    assert stored.endswith("Z")


@SET.row("Data 2.4.8", "Of statements stored one after the other, the later one has the later stored time")
async def _(lrs: Lrs) -> None:
    ids = [(await lrs.store(simple()))[0] for _ in range(4)]
    times = [(await lrs.statement(each))["stored"] for each in ids]
    assert times == sorted(set(times))


@SET.row("Data 2.4.9", "Every statement gets an authority: an Agent that the credential names")
async def _(lrs: Lrs) -> None:
    first, second = await lrs.store(simple(), simple())
    authority = (await lrs.statement(first))["authority"]
    assert authority["objectType"] == "Agent"
    assert set(authority["account"]) == {"homePage", "name"}
    assert (await lrs.statement(second))["authority"] == authority


@SET.row("Data 2.4.9", "An authority that was sent is replaced")
async def _(lrs: Lrs) -> None:
    for claimed in (anyone(), anonymous(member=[anyone(), member])):
        [statement_id] = await lrs.store(simple(authority=claimed))
        assert (await lrs.statement(statement_id))["authority"] != claimed


@SET.row("Data 2.4.9", "Different credentials have different authorities")
async def _(lrs: Lrs) -> None:
    other = await lrs.with_scopes("all")
    [mine], [theirs] = await lrs.store(simple()), await other.store(simple())
    assert (await lrs.statement(mine))["authority"] != (await lrs.statement(theirs))["authority"]


@SET.row("Data 2.4.10", "A statement without a version gets 1.0.0", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    assert (await lrs.statement(statement_id))["version"] == "1.0.0"


@SET.row("2.0.0 4.2.4.3", "A statement without a version gets 2.0.0", only=V2_0_0)
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    assert (await lrs.statement(statement_id))["version"] == "2.0.0"


@SET.row("Communication 3.3", "A statement of the other version is read as it was stored, with its version")
async def _(lrs: Lrs) -> None:
    for version, statement_version in ((V1_0_3, "1.0.0"), (V2_0_0, "2.0.0")):
        sent = whole()
        await lrs.speaking(version).store(sent)
        found = await lrs.statement(sent["id"])
        assert found["version"] == statement_version
        assert found["object"] == sent["object"]


@SET.row("Data 2.4.6.2", "One context activity becomes an array of it, in a SubStatement too")
async def _(lrs: Lrs) -> None:
    single = context(
        contextActivities={kind: module() for kind in ("parent", "grouping", "category", "other")}
    )
    arrays = {kind: [module()] for kind in ("parent", "grouping", "category", "other")}
    [plain, nested] = await lrs.store(simple(context=single), simple(object=sub(context=single)))
    assert (await lrs.statement(plain))["context"]["contextActivities"] == arrays
    assert (await lrs.statement(nested))["object"]["context"]["contextActivities"] == arrays


TABLES = (PUT, POST, SET)
