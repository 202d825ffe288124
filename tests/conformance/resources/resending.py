"""Statements that are sent again."""

from __future__ import annotations

from typing import Any

from tests.conformance.lrs import Lrs, assert_refused, iri, unique
from tests.conformance.resources.storing import without
from tests.conformance.rows import ResourceTable
from tests.conformance.values import (
    ABSENT,
    activity,
    agent,
    attachment,
    context,
    definition,
    group,
    member,
    module,
    result,
    simple,
    verb,
    whole,
)

SAME = ResourceTable("Statements that are sent again", "4.1.6.1")


async def store_twice(lrs: Lrs, first: dict[str, Any], second: dict[str, Any]) -> tuple[int, int]:
    """Store a statement, send it again in another form by POST and by PUT, and return what they answer.

    Whatever the answers, the first is what stands.
    """
    statement_id = first["id"]
    await lrs.store(first)
    before = await lrs.statement(statement_id)
    posted = await lrs.post("statements", second)
    put = await lrs.put("statements", second, {"statementId": statement_id})
    assert await lrs.statement(statement_id) == before
    return posted.status, put.status


SENT = whole(
    object=activity(),
    context=context(team=group(member=[member, agent()])),
    result=result(duration="PT1.23S"),
)
EQUAL: dict[str, dict[str, Any]] = {
    "in the same form": {},
    "with another authority, version and stored time": {
        "authority": agent(),
        "version": "1.0.0",
        "stored": "2001-01-01T00:00:00Z",
    },
    "with its verb displayed otherwise, or not at all": {"verb": verb(display={"fr": "a terminé"})},
    "with another definition of its Activity, or none": {
        "object": activity(definition=definition(name={"fr": "Q3"}))
    },
    "with its timestamp in another zone": {"timestamp": "2026-03-02T10:00:00.123+01:00"},
    "with the members of a Group in another order": {
        "context": context(team=group(member=[agent(), member]))
    },
    "with one context activity in place of an array of it": {
        "context": context(
            team=group(member=[member, agent()]),
            contextActivities={
                "parent": module(),
                "grouping": [module(id="https://cme.example/courses/emergency")],
                "category": [module(id="https://cme.example/profiles/cme")],
                "other": [module(id="https://cme.example/activities/shock")],
            },
        )
    },
    "with a duration that differs by less than 0.01 s": {"result": result(duration="PT1.239S")},
    "with another description of a context activity": {
        "context": context(
            team=group(member=[member, agent()]),
            contextActivities={
                "parent": [module(definition={"name": {"de": "Sepsis"}})],
                "grouping": [module(id="https://cme.example/courses/emergency")],
                "category": [module(id="https://cme.example/profiles/cme")],
                "other": [module(id="https://cme.example/activities/shock")],
            },
        )
    },
}
DIFFERENT: dict[str, dict[str, Any]] = {
    "another actor": {"actor": agent(mbox="mailto:ben.tran@hospital.example")},
    "another verb": {"verb": {"id": "http://adlnet.gov/expapi/verbs/passed"}},
    "another object": {"object": module()},
    "another result": {"result": result(success=False, duration="PT1.23S")},
    "no result": {"result": ABSENT},
    "a duration that is as long and written otherwise": {"result": result(duration="PT0M1.23S")},
    "another context": {"context": context(language="de")},
    "a member of a Group less": {"context": context(team=group(member=[member]))},
    "another timestamp": {"timestamp": "2026-03-02T09:00:00.124Z"},
    "other attachments": {"attachments": [attachment(length=28)]},
    "an extension more": {
        "result": result(
            duration="PT1.23S", extensions={"https://cme.example/extensions/hints": [1, None, 1]}
        )
    },
}


def _add_equal(form: str, changes: dict[str, Any]) -> None:
    @SAME.row("Data 2.3.1", f"A statement sent again {form} is accepted and changes nothing")
    async def _(lrs: Lrs) -> None:
        first = {**SENT, "id": unique()}
        assert await store_twice(lrs, first, {**first, **changes}) == (200, 204)


def _add_different(difference: str, changes: dict[str, Any]) -> None:
    @SAME.row("Communication 2.1.1", f"A statement sent again with {difference} is a conflict")
    async def _(lrs: Lrs) -> None:
        first = {**SENT, "id": unique()}
        second = {name: value for name, value in {**first, **changes}.items() if value is not ABSENT}
        assert await store_twice(lrs, first, second) == (409, 409)


for _form, _changes in EQUAL.items():
    _add_equal(_form, _changes)
for _difference, _changes in DIFFERENT.items():
    _add_different(_difference, _changes)


@SAME.row("Data 2.3.1", "A statement without a timestamp sent again without one is the same")
async def _(lrs: Lrs) -> None:
    first = without(simple(), "timestamp")
    assert await store_twice(lrs, first, first) == (200, 204)


@SAME.row("Data 2.3.1", "A stored statement sent again as it was read is the same")
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(without(whole(), "timestamp"))
    read = await lrs.statement(statement_id)
    answer = await lrs.post("statements", read)
    assert (answer.status, answer.json) == (200, [statement_id])


@SAME.row("Communication 2.1.2", "The answer to a conflict says which statement it is about")
async def _(lrs: Lrs) -> None:
    sent = simple()
    await lrs.store(sent)
    answer = await lrs.post("statements", [simple(), {**sent, "object": {"id": iri()}}])
    assert_refused(answer, 409, rule="statement.immutable")
    assert (answer.error["index"], answer.error["id"]) == (1, sent["id"])


TABLES = (SAME,)
