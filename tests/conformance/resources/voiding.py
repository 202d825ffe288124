"""Statements that are taken back."""

from __future__ import annotations

import json
from typing import Any

from tests.conformance.lrs import Lrs, anyone, assert_refused, iri, unique
from tests.conformance.rows import ResourceTable
from tests.conformance.values import VOIDED, simple, whole

VOIDING = ResourceTable("Voiding", "4.2.5")


def voiding(target: str, **members: Any) -> dict[str, Any]:
    """Return a statement that voids another."""
    return simple(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": target}, **members)


async def is_voided(lrs: Lrs, statement_id: str) -> bool:
    """Tell whether a statement is found as a voided one, and check that it is found in one way only."""
    plain = await lrs.get("statements", {"statementId": statement_id})
    voided = await lrs.get("statements", {"voidedStatementId": statement_id})
    assert sorted([plain.status, voided.status]) == [200, 404]
    return voided.status == 200


@VOIDING.row(
    "Data 2.3.2", "A voided statement is found by voidedStatementId, as it was, and not by statementId"
)
async def _(lrs: Lrs) -> None:
    target = whole()
    await lrs.store(target)
    before = await lrs.statement(target["id"])
    await lrs.store(voiding(target["id"]))
    answer = await lrs.get("statements", {"voidedStatementId": target["id"]})
    assert (answer.status, answer.json) == (200, before)
    assert_refused(await lrs.get("statements", {"statementId": target["id"]}), 404)


@VOIDING.row(
    "Communication 2.1.4", "A voided statement is in no list, and the voiding one is where it would be"
)
async def _(lrs: Lrs) -> None:
    who, verb, activity, registration = anyone(), iri(), iri(), unique()
    target = simple(
        actor=who, verb={"id": verb}, object={"id": activity}, context={"registration": registration}
    )
    taken_back = voiding(target["id"], actor=anyone())
    await lrs.store(target)
    await lrs.store(taken_back)
    for filters in (
        {"agent": json.dumps(who)},
        {"verb": verb},
        {"activity": activity},
        {"registration": registration},
        {"agent": json.dumps(who), "related_agents": "true"},
        {"activity": activity, "related_activities": "true"},
    ):
        assert await lrs.found(**filters) == [taken_back["id"]]
    assert target["id"] not in await lrs.found(limit="5")


@VOIDING.row("Communication 2.1.4", "What refers to a voided statement is still found by what that matched")
async def _(lrs: Lrs) -> None:
    activity = iri()
    target = simple(object={"id": activity})
    comment = simple(object={"objectType": "StatementRef", "id": target["id"]})
    taken_back = voiding(target["id"])
    await lrs.store(target, comment)
    await lrs.store(taken_back)
    assert sorted(await lrs.found(activity=activity)) == sorted([comment["id"], taken_back["id"]])


@VOIDING.row("Data 2.3.2", "A voiding statement cannot be voided")
async def _(lrs: Lrs) -> None:
    target = simple()
    taken_back = voiding(target["id"])
    await lrs.store(target)
    await lrs.store(taken_back)
    await lrs.store(voiding(taken_back["id"]))
    assert await is_voided(lrs, target["id"])
    assert not await is_voided(lrs, taken_back["id"])


@VOIDING.row("Data 2.3.2", "A voiding statement may come before the one it voids, or with it, or for none")
async def _(lrs: Lrs) -> None:
    early, together = simple(), simple()
    await lrs.store(voiding(early["id"]), voiding(unique()))
    await lrs.store(early)
    await lrs.store(voiding(together["id"]), together)
    assert await is_voided(lrs, early["id"])
    assert await is_voided(lrs, together["id"])


@VOIDING.row("Data 2.3.2", "To void a statement twice changes nothing more")
async def _(lrs: Lrs) -> None:
    target = simple()
    await lrs.store(target)
    await lrs.store(voiding(target["id"]))
    await lrs.store(voiding(target["id"]))
    assert await is_voided(lrs, target["id"])


@VOIDING.row("Data 2.3.2", "A voiding SubStatement voids nothing")
async def _(lrs: Lrs) -> None:
    target = simple()
    nested = {name: value for name, value in voiding(target["id"]).items() if name != "id"}
    await lrs.store(target)
    await lrs.store(simple(object={"objectType": "SubStatement", **nested}))
    assert not await is_voided(lrs, target["id"])


@VOIDING.row("Data 2.3.2", "Only the verb voids, and not any other reference to the statement")
async def _(lrs: Lrs) -> None:
    target = simple()
    reference = {"objectType": "StatementRef", "id": target["id"]}
    await lrs.store(target)
    await lrs.store(
        simple(object=reference),
        simple(verb={"id": "http://adlnet.gov/expapi/verbs/Voided"}, object=reference),
        simple(context={"statement": reference}),
    )
    assert not await is_voided(lrs, target["id"])


@VOIDING.row(
    "Data 2.3.2", "A voided statement issued again under a new id stands, under its own it stays voided"
)
async def _(lrs: Lrs) -> None:
    target = simple()
    await lrs.store(target)
    await lrs.store(voiding(target["id"]))
    [again] = await lrs.store({**target, "id": unique()})
    await lrs.store(target)
    assert not await is_voided(lrs, again)
    assert await is_voided(lrs, target["id"])


TABLES = (VOIDING,)
