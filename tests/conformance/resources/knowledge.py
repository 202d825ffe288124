"""What the LRS knows: of Agents, of Activities, and of itself."""

from __future__ import annotations

import json
from typing import Any

from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.conformance.lrs import VERSION, Lrs, anyone, assert_refused, iri
from tests.conformance.rows import ResourceTable
from tests.conformance.values import OPENID, SHA1, account, agent, definition, group, simple, sub

AGENTS = ResourceTable("Agents resource", "4.1.6.3")
ACTIVITIES = ResourceTable("Activities resource", "4.1.6.4")
ABOUT = ResourceTable("About resource", "4.1.6.7")


async def person(lrs: Lrs, given: dict[str, Any]) -> dict[str, Any]:
    """Return the Person that an Agent is."""
    answer = await lrs.get("agents", {"agent": json.dumps(given)})
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


async def activity(lrs: Lrs, activity_id: str) -> dict[str, Any]:
    """Return what is known of an Activity."""
    answer = await lrs.get("activities", {"activityId": activity_id})
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


@AGENTS.row(
    "Communication 2.4", "An Agent that is not known is a Person all the same, with what the request said"
)
async def _(lrs: Lrs) -> None:
    who = anyone()
    assert await person(lrs, {**who, "name": "Amara"}) == {
        "objectType": "Person",
        "name": ["Amara"],
        "mbox": [who["mbox"]],
    }


@AGENTS.row("Communication 2.4", "An Agent that statements are about is a Person")
async def _(lrs: Lrs) -> None:
    who = anyone()
    await lrs.store(simple(actor={**who, "name": "Amara Okafor"}))
    found = await person(lrs, who)
    assert found["objectType"] == "Person"
    assert who["mbox"] in found["mbox"]


@AGENTS.row("Communication 2.4", "Every property of a Person is an array of what Agents have")
async def _(lrs: Lrs) -> None:
    for name, value in (("mbox_sha1sum", SHA1), ("openid", OPENID), ("account", account())):
        assert (await person(lrs, {name: value}))[name] == [value]


@AGENTS.row("Communication 2.4", "A Person has no other properties")
async def _(lrs: Lrs) -> None:
    known = {"objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"}
    assert set(await person(lrs, agent())) <= known


@AGENTS.row("Communication 2.4", "agent is required, and an Agent in JSON with one identifier")
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.get("agents"))
    for wrong in (
        "amara",
        "{}",
        "[]",
        json.dumps({"name": "Amara"}),
        json.dumps(agent(account=account())),
        json.dumps({"mbox": "amara@hospital.example"}),
        json.dumps(agent(objectType="Person")),
    ):
        assert_refused(await lrs.get("agents", {"agent": wrong}))


@AGENTS.row("Communication 2.4", "agent is no Group")
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.get("agents", {"agent": json.dumps(group())}))


@ACTIVITIES.row("Communication 2.5", "An Activity has its id, its objectType and its definition")
async def _(lrs: Lrs) -> None:
    activity_id, said = iri(), definition()
    await lrs.store(simple(object={"id": activity_id, "definition": said}))
    assert await activity(lrs, activity_id) == {
        "objectType": "Activity",
        "id": activity_id,
        "definition": said,
    }


@ACTIVITIES.row("Communication 2.5", "An Activity that is not known is its id and its objectType")
async def _(lrs: Lrs) -> None:
    activity_id = iri()
    assert await activity(lrs, activity_id) == {"objectType": "Activity", "id": activity_id}


@ACTIVITIES.row(
    "Communication 2.5", "What several statements say of an Activity is known together, language by language"
)
async def _(lrs: Lrs) -> None:
    activity_id = iri()
    for said in ({"name": {"en": "Sepsis"}}, {"name": {"de": "Blutvergiftung"}}, {"type": OPENID}):
        await lrs.store(simple(object={"id": activity_id, "definition": said}))
    assert (await activity(lrs, activity_id))["definition"] == {
        "name": {"en": "Sepsis", "de": "Blutvergiftung"},
        "type": OPENID,
    }


@ACTIVITIES.row("Data 2.4.4.1", "What is said of an Activity in a context or a SubStatement is known, too")
async def _(lrs: Lrs) -> None:
    first, second = iri(), iri()
    said = {"name": {"en": "Sepsis"}}
    await lrs.store(
        simple(context={"contextActivities": {"grouping": [{"id": first, "definition": said}]}}),
        simple(object=sub(object={"id": second, "definition": said})),
    )
    for each in (first, second):
        assert (await activity(lrs, each))["definition"] == said


@ACTIVITIES.row(
    "Communication 4.2", "What a credential without the scope define says of an Activity is not taken over"
)
async def _(lrs: Lrs) -> None:
    activity_id = iri()
    writer = await lrs.with_scopes("statements/write")
    await writer.store(simple(object={"id": activity_id, "definition": {"name": {"en": "Sepsis"}}}))
    assert "definition" not in await activity(lrs, activity_id)


@ACTIVITIES.row("Communication 2.5", "activityId is required, and an IRI")
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.get("activities"))
    for wrong in ("", "sepsis", "cme.example/1", "7", "true", '{"id":"https://cme.example/"}', "[]"):
        assert_refused(await lrs.get("activities", {"activityId": wrong}))


@ABOUT.row("Communication 2.8", "About needs neither a credential nor a version")
async def _(lrs: Lrs) -> None:
    answer = await lrs.get("about", headers={"Authorization": None, VERSION: None})
    assert answer.status == 200
    assert all(isinstance(each, str) for each in answer.json["version"])


@ABOUT.row("Communication 2.8", "About names 1.0.3, and to a client of 1.0.x nothing later", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    assert (await lrs.get("about")).json["version"] == ["1.0.3"]


@ABOUT.row("2.0.0 4.1.6.7", "About names 1.0.3 and 2.0.0, to a client that names no version too", only=V2_0_0)
async def _(lrs: Lrs) -> None:
    for headers in ({}, {VERSION: None}):
        assert (await lrs.get("about", headers=headers)).json["version"] == ["1.0.3", "2.0.0"]


@ABOUT.row("Communication 2.8", "About has no properties but version and extensions, whose keys are IRIs")
async def _(lrs: Lrs) -> None:
    about = (await lrs.get("about")).json
    assert set(about) <= {"version", "extensions"}
    assert all(":" in key for key in about.get("extensions", {}))


TABLES = (AGENTS, ACTIVITIES, ABOUT)
