"""Statements in the formats ids and canonical, and in one language."""

from __future__ import annotations

from typing import Any

from lrs.xapi.versions import V2_0_0
from tests.conformance.lrs import Lrs, iri
from tests.conformance.rows import ResourceTable
from tests.conformance.values import (
    MBOX,
    OPENID,
    SHA1,
    account,
    activity,
    agent,
    anonymous,
    component,
    context,
    context_agent,
    context_group,
    definition,
    group,
    module,
    simple,
    sub,
    verb,
    whole,
)

FORMATS = ResourceTable("Formats", "4.1.6.1")
LANGUAGES = ResourceTable("Languages of the format canonical", "4.1.6.1")
TEXTS = {"en-US": "color", "en-GB": "colour", "de": "Farbe", "fr": "couleur"}


async def shown(lrs: Lrs, sent: dict[str, Any], format_: str, languages: str | None = None) -> dict[str, Any]:
    """Store a statement, and return it in a format, for a reader of these languages."""
    await lrs.store(sent)
    parameters = {"statementId": sent["id"], "format": format_}
    answer = await lrs.get("statements", parameters, {"Accept-Language": languages})
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


@FORMATS.row("Communication 2.1.3", "exact is the default, and brings a statement as it was sent")
async def _(lrs: Lrs) -> None:
    sent = whole()
    exact = await shown(lrs, sent, "exact", "de")
    assert exact == await lrs.statement(sent["id"])
    assert {name: exact[name] for name in sent} == sent


@FORMATS.row(
    "Communication 2.1.3", "exact leaves a definition as it was sent, whatever others said of the Activity"
)
async def _(lrs: Lrs) -> None:
    activity_id = iri()
    sent = simple(object={"id": activity_id})
    await lrs.store(sent, simple(object=module(id=activity_id)))
    assert (await lrs.statement(sent["id"]))["object"] == {"id": activity_id}


@FORMATS.row("Communication 2.1.3", "ids says of an Agent its identifier")
async def _(lrs: Lrs) -> None:
    for identifier in ({"mbox": MBOX}, {"mbox_sha1sum": SHA1}, {"openid": OPENID}, {"account": account()}):
        found = await shown(lrs, simple(actor={"name": "Amara", "objectType": "Agent", **identifier}), "ids")
        assert found["actor"] == identifier


@FORMATS.row("Communication 2.1.3", "ids says of an identified Group that it is one, and its identifier")
async def _(lrs: Lrs) -> None:
    found = await shown(lrs, simple(actor=group()), "ids")
    assert found["actor"] == {"objectType": "Group", "account": group()["account"]}


@FORMATS.row(
    "Communication 2.1.3", "ids says of an anonymous Group that it is one, and its members' identifiers"
)
async def _(lrs: Lrs) -> None:
    found = await shown(lrs, simple(actor=anonymous()), "ids")
    assert found["actor"] == {"objectType": "Group", "member": [{"account": account(name="b2")}]}


@FORMATS.row("Communication 2.1.3", "ids says of a verb and of an Activity the id")
async def _(lrs: Lrs) -> None:
    found = await shown(lrs, whole(), "ids")
    assert found["verb"] == {"id": verb()["id"]}
    assert found["object"] == {"id": activity()["id"]}


@FORMATS.row("Communication 2.1.3", "ids says of an Agent that is an object that it is one")
async def _(lrs: Lrs) -> None:
    found = await shown(lrs, simple(object=agent()), "ids")
    assert found["object"] == {"objectType": "Agent", "mbox": MBOX}


@FORMATS.row("Communication 2.1.3", "ids holds in the context and in a SubStatement too")
async def _(lrs: Lrs) -> None:
    found = await shown(lrs, whole(object=sub()), "ids")
    for part in (found, found["object"]):
        assert part["context"]["instructor"] == {"mbox": "mailto:lin.zhou@hospital.example"}
        assert set(part["context"]["team"]) == {"objectType", "account"}
        assert [set(each) for kind in part["context"]["contextActivities"].values() for each in kind] == [
            {"id"}
        ] * 4
    assert found["object"]["actor"] == {"mbox": MBOX}
    assert found["object"]["verb"] == {"id": verb()["id"]}
    assert found["object"]["object"] == {"id": activity()["id"]}


@FORMATS.row("2.0.0 4.1.6.1", "ids holds for the Agents and Groups of a context", only=V2_0_0)
async def _(lrs: Lrs) -> None:
    people = {"contextAgents": [context_agent()], "contextGroups": [context_group()]}
    found = (await shown(lrs, simple(context=people), "ids"))["context"]
    assert found["contextAgents"] == [context_agent(agent={"mbox": MBOX})]
    assert found["contextGroups"] == [
        context_group(group={"objectType": "Group", "account": group()["account"]})
    ]


@FORMATS.row(
    "Communication 2.1.3", "ids and canonical leave results, attachments, times and extensions alone"
)
async def _(lrs: Lrs) -> None:
    sent = whole()
    for format_ in ("ids", "canonical"):
        found = await shown(lrs, sent, format_)
        for name in ("id", "result", "attachments", "timestamp"):
            assert found[name] == sent[name]
        assert found["context"]["extensions"] == context()["extensions"]


@FORMATS.row(
    "Communication 2.1.3", "canonical describes an Activity as it is known, also where a statement does not"
)
async def _(lrs: Lrs) -> None:
    activity_id = iri()
    known = {"type": iri(), "name": {"en": "Sepsis"}}
    await lrs.store(simple(object={"id": activity_id, "definition": known}))
    found = await shown(lrs, simple(object={"id": activity_id}), "canonical")
    assert found["object"]["definition"] == known


@FORMATS.row("Communication 2.1.3", "canonical leaves Agents and Groups as they were sent")
async def _(lrs: Lrs) -> None:
    sent = whole(actor=group())
    found = await shown(lrs, sent, "canonical")
    assert found["actor"] == sent["actor"]
    assert found["context"]["team"] == sent["context"]["team"]


@FORMATS.row("Communication 2.1.3", "A list is in the format asked for, too")
async def _(lrs: Lrs) -> None:
    activity_id = iri()
    await lrs.store(whole(object=module(id=activity_id)))
    [found] = await lrs.find(activity=activity_id, format="ids")
    assert found["object"] == {"id": activity_id}
    [found] = await lrs.find(activity=activity_id, format="canonical")
    assert len(found["verb"]["display"]) == 1


async def chosen(lrs: Lrs, texts: dict[str, str], languages: str | None) -> dict[str, str]:
    """Return a verb's display as a reader of these languages sees it."""
    found = await shown(lrs, simple(verb={"id": iri(), "display": texts}), "canonical", languages)
    display: dict[str, str] = found["verb"]["display"]
    return display


def _add_choice(requirement: str, languages: str | None, tag: str) -> None:
    @LANGUAGES.row("Communication 2.1.3", requirement)
    async def _(lrs: Lrs) -> None:
        assert await chosen(lrs, TEXTS, languages) == {tag: TEXTS[tag]}


for _requirement, _languages, _tag in (
    ("A text is in the language that Accept-Language asks for", "de", "de"),
    ("A language may be asked for in any case", "EN-gb", "en-GB"),
    ("Of several languages, the one of the highest quality is taken", "de;q=0.3, fr;q=0.8, en;q=0.5", "fr"),
    ("A language that is not there gives way to the next", "ja, es;q=0.9, de;q=0.1", "de"),
    ("A language stands for its regions", "en", "en-US"),
    ("A region that is not there finds its language", "de-CH", "de"),
    ("A language of quality 0 is not wanted", "en-US;q=0, en-GB;q=0, de;q=0, *", "fr"),
):
    _add_choice(_requirement, _languages, _tag)


@LANGUAGES.row(
    "Communication 2.1.3", "Where no language fits, or none is asked for, there is one text all the same"
)
async def _(lrs: Lrs) -> None:
    for languages in (None, "ja", "*", "", "not a language!"):
        assert len(await chosen(lrs, TEXTS, languages)) == 1


@LANGUAGES.row("Communication 2.1.3", "Each text is chosen by itself, in every part of a definition")
async def _(lrs: Lrs) -> None:
    described = definition(
        name={"de": "Frage 3", "fr": "Question 3"},
        description={"en": "Which?", "fr": "Lesquels ?"},
        choices=[
            component(description={"de": "Laktat", "en": "Lactate"}),
            component(id="x", description={"ja": "血圧"}),
        ],
    )
    sent = simple(
        object={"id": iri(), "definition": described},
        context={
            "contextActivities": {
                "parent": [{"id": iri(), "definition": {"name": {"de": "Kurs", "en": "Course"}}}]
            }
        },
    )
    found = await shown(lrs, sent, "canonical", "fr, de;q=0.5")
    shown_definition = found["object"]["definition"]
    assert shown_definition["name"] == {"fr": "Question 3"}
    assert shown_definition["description"] == {"fr": "Lesquels ?"}
    assert [each["description"] for each in shown_definition["choices"]] == [{"de": "Laktat"}, {"ja": "血圧"}]
    [parent] = found["context"]["contextActivities"]["parent"]
    assert parent["definition"]["name"] == {"de": "Kurs"}


@LANGUAGES.row("Communication 2.1.3", "Accept-Language changes nothing in the formats exact and ids")
async def _(lrs: Lrs) -> None:
    sent = simple(verb={"id": iri(), "display": TEXTS})
    assert (await shown(lrs, sent, "exact", "de"))["verb"]["display"] == TEXTS
    assert "display" not in (await shown(lrs, sent, "ids", "de"))["verb"]


TABLES = (FORMATS, LANGUAGES)
