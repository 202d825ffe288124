"""What the filters of a query match."""

from __future__ import annotations

import json
from typing import Any

from lrs.xapi.versions import V2_0_0
from tests.conformance.lrs import Lrs, anyone, iri, unique
from tests.conformance.rows import ResourceTable
from tests.conformance.values import (
    ABSENT,
    SHORTEST,
    account,
    anonymous,
    context,
    context_agent,
    context_group,
    group,
    module,
    simple,
)

FILTERS = ResourceTable("Filters", "4.1.6.1")
REFERENCES = ResourceTable("Filters and statement references", "4.1.6.1")


def identified() -> dict[str, Any]:
    """Return an identified Group that nobody else is, without members."""
    return group(account=account(name=unique()), member=ABSENT)


def nested(**members: Any) -> dict[str, Any]:
    """Return a short statement about a SubStatement with these members."""
    return simple(object={"objectType": "SubStatement", **SHORTEST, **members})


async def assert_found(
    lrs: Lrs, sent: list[dict[str, Any]], others: list[dict[str, Any]], **filters: str
) -> None:
    """Check that of the statements stored, a query finds those `sent` and none of the `others`."""
    await lrs.store(*sent, *others)
    assert sorted(await lrs.found(**filters)) == sorted(each["id"] for each in sent)


@FILTERS.row("Communication 2.1.3", "agent finds the statements of an Agent, and those whose object it is")
async def _(lrs: Lrs) -> None:
    who = anyone()
    sent = [simple(actor=who), simple(object=who)]
    others = [
        simple(actor=anyone()),
        simple(context={"instructor": who}),
        nested(actor=who),
        simple(context={"team": anonymous(member=[who])}),
    ]
    await assert_found(lrs, sent, others, agent=json.dumps(who))


@FILTERS.row("Communication 2.1.3", "agent finds an Agent by each of the four identifiers, whatever its name")
async def _(lrs: Lrs) -> None:
    sha1 = f"{unique()}{unique()}".replace("-", "")[:40]
    for identifier in (
        {"mbox": f"mailto:{unique()}@hospital.example"},
        {"mbox_sha1sum": sha1},
        {"openid": iri()},
        {"account": account(name=unique())},
    ):
        sent = [simple(actor={"name": "Amara", **identifier})]
        await assert_found(
            lrs, sent, [], agent=json.dumps({**identifier, "name": "Somebody", "objectType": "Agent"})
        )


@FILTERS.row("Communication 2.1.3", "agent finds a Group by its identifier")
async def _(lrs: Lrs) -> None:
    team = identified()
    sent = [simple(actor=team), simple(object=team)]
    await assert_found(lrs, sent, [simple(actor=identified())], agent=json.dumps(team))


@FILTERS.row(
    "Communication 2.1.3", "agent finds the statements of the Groups that list the Agent as a member"
)
async def _(lrs: Lrs) -> None:
    who = anyone()
    sent = [
        simple(actor=anonymous(member=[anyone(), who])),
        simple(object={**identified(), "member": [who]}),
    ]
    await assert_found(lrs, sent, [simple(actor=anonymous(member=[anyone()]))], agent=json.dumps(who))


@FILTERS.row("Communication 2.1.3", "agent with related_agents finds an Agent anywhere in a statement")
async def _(lrs: Lrs) -> None:
    who = anyone()
    sent = [
        simple(actor=who),
        simple(object=who),
        simple(context={"instructor": who}),
        simple(context={"team": anonymous(member=[who])}),
        nested(actor=who),
        nested(object=who),
        nested(context={"instructor": who}),
    ]
    filters = {"agent": json.dumps(who), "related_agents": "true"}
    await assert_found(lrs, sent, [simple(actor=anyone())], **filters)


@FILTERS.row("Communication 2.1.3", "agent with related_agents finds the authority of statements")
async def _(lrs: Lrs) -> None:
    writer = await lrs.with_scopes("all")
    [statement_id] = await writer.store(simple())
    authority = json.dumps((await lrs.statement(statement_id))["authority"])
    assert await lrs.found(agent=authority, related_agents="true") == [statement_id]
    assert await lrs.found(agent=authority) == []


@FILTERS.row(
    "2.0.0 4.1.6.1", "agent with related_agents finds the Agents and Groups of a context", only=V2_0_0
)
async def _(lrs: Lrs) -> None:
    who = anyone()
    contexts = (
        {"contextAgents": [context_agent(agent=who)]},
        {"contextGroups": [context_group(group=anonymous(member=[who]))]},
    )
    sent = [simple(context=each) for each in contexts] + [nested(context=each) for each in contexts]
    await assert_found(lrs, sent, [], agent=json.dumps(who), related_agents="true")


@FILTERS.row(
    "Communication 2.1.3", "verb finds the statements with that verb, and not those of SubStatements"
)
async def _(lrs: Lrs) -> None:
    verb = iri()
    sent = [simple(verb={"id": verb}), simple(verb={"id": verb, "display": {"en": "x"}})]
    await assert_found(lrs, sent, [simple(), nested(verb={"id": verb})], verb=verb)


@FILTERS.row("Communication 2.1.3", "activity finds the statements whose object is that Activity")
async def _(lrs: Lrs) -> None:
    activity = iri()
    sent = [simple(object={"id": activity}), simple(object=module(id=activity))]
    others = [
        simple(object={"id": f"{activity}/1"}),
        simple(context={"contextActivities": {"parent": [{"id": activity}]}}),
        nested(object={"id": activity}),
    ]
    await assert_found(lrs, sent, others, activity=activity)


@FILTERS.row(
    "Communication 2.1.3", "activity with related_activities finds an Activity anywhere in a statement"
)
async def _(lrs: Lrs) -> None:
    activity = iri()
    kinds = ("parent", "grouping", "category", "other")
    contexts = [{"contextActivities": {kind: [module(), {"id": activity}]}} for kind in kinds]
    sent = [
        simple(object={"id": activity}),
        *(simple(context=each) for each in contexts),
        simple(context={"contextActivities": {"parent": {"id": activity}}}),
        nested(object={"id": activity}),
        *(nested(context=each) for each in contexts),
    ]
    await assert_found(lrs, sent, [simple()], activity=activity, related_activities="true")


@FILTERS.row(
    "Communication 2.1.3", "registration finds the statements with that registration in their context"
)
async def _(lrs: Lrs) -> None:
    registration = unique()
    sent = [
        simple(context={"registration": registration}),
        simple(context={"registration": registration.upper()}),
    ]
    others = [simple(context=context()), nested(context={"registration": registration})]
    await assert_found(lrs, sent, others, registration=registration)


@FILTERS.row(
    "Communication 2.1.3", "since leaves out what was stored then or before, until what was stored later"
)
async def _(lrs: Lrs) -> None:
    activity = iri()
    first, second, third = [(await lrs.store(simple(object={"id": activity})))[0] for _ in range(3)]
    stored = (await lrs.statement(second))["stored"]
    assert await lrs.found(activity=activity, since=stored) == [third]
    assert await lrs.found(activity=activity, until=stored) == [second, first]
    assert await lrs.found(activity=activity, since=stored, until=stored) == []


@FILTERS.row("Communication 2.1.3", "since and until are about the stored time and not the timestamp")
async def _(lrs: Lrs) -> None:
    activity = iri()
    [statement_id] = await lrs.store(simple(object={"id": activity}, timestamp="2001-01-01T00:00:00Z"))
    assert await lrs.found(activity=activity, since="2020-01-01T00:00:00Z") == [statement_id]
    assert await lrs.found(activity=activity, until="2020-01-01T00:00:00Z") == []


@FILTERS.row("Data 4.5", "since and until may be in any time zone")
async def _(lrs: Lrs) -> None:
    activity = iri()
    [statement_id] = await lrs.store(simple(object={"id": activity}))
    assert await lrs.found(activity=activity, since="2020-01-01T00:00:00+05:30") == [statement_id]
    assert await lrs.found(activity=activity, until="2099-01-01T00:00:00-08:00") == [statement_id]


@FILTERS.row("Communication 2.1.3", "Of several filters, a statement has to match every one")
async def _(lrs: Lrs) -> None:
    who, verb, activity, registration = anyone(), iri(), iri(), unique()
    everything: dict[str, Any] = {
        "actor": who,
        "verb": {"id": verb},
        "object": {"id": activity},
        "context": {"registration": registration},
    }
    sent = [simple(**everything)]
    others = [simple(**{**everything, name: value}) for name, value in SHORTEST.items()]
    others.append(simple(**{**everything, "context": context()}))
    filters = {"agent": json.dumps(who), "verb": verb, "activity": activity, "registration": registration}
    await assert_found(lrs, sent, others, **filters)


@FILTERS.row("Communication 2.1.3", "Booleans may be written with a capital letter, as some clients do")
async def _(lrs: Lrs) -> None:
    assert (
        await lrs.get("statements", {"ascending": "True", "related_agents": "False", "limit": "1"})
    ).status == 200


def _add_reference(name: str, members: dict[str, Any], filters: dict[str, str]) -> None:
    @REFERENCES.row("Communication 2.1.3", f"What refers to a statement that {name} finds is found too")
    async def _(lrs: Lrs) -> None:
        target = simple(**members)
        referring = simple(actor=anyone(), object={"objectType": "StatementRef", "id": target["id"]})
        again = simple(actor=anyone(), object={"objectType": "StatementRef", "id": referring["id"]})
        await lrs.store(again)
        await lrs.store(target, referring)
        found = await lrs.found(**filters)
        assert {target["id"], referring["id"], again["id"]} <= set(found)


_who, _verb, _activity, _registration = anyone(), iri(), iri(), unique()
for _name, _members, _filters in (
    ("agent", {"actor": _who}, {"agent": json.dumps(_who)}),
    (
        "agent with related_agents",
        {"context": {"instructor": _who}},
        {"agent": json.dumps(_who), "related_agents": "true"},
    ),
    ("verb", {"verb": {"id": _verb}}, {"verb": _verb}),
    ("activity", {"object": {"id": _activity}}, {"activity": _activity}),
    (
        "activity with related_activities",
        {"context": {"contextActivities": {"other": [{"id": _activity}]}}},
        {"activity": _activity, "related_activities": "true"},
    ),
    ("registration", {"context": {"registration": _registration}}, {"registration": _registration}),
):
    _add_reference(_name, _members, _filters)


@REFERENCES.row(
    "Communication 2.1.3", "since, until and limit are about what refers, not about what it refers to"
)
async def _(lrs: Lrs) -> None:
    activity = iri()
    [target] = await lrs.store(simple(object={"id": activity}))
    stored = (await lrs.statement(target))["stored"]
    [referring] = await lrs.store(simple(object={"objectType": "StatementRef", "id": target}))
    assert await lrs.found(activity=activity, since=stored) == [referring]
    assert await lrs.found(activity=activity, until=stored) == [target]
    assert await lrs.found(activity=activity, limit="1") == [referring]


@REFERENCES.row(
    "Communication 2.1.3", "A reference in a context or a SubStatement does not make a statement match"
)
async def _(lrs: Lrs) -> None:
    activity = iri()
    [target] = await lrs.store(simple(object={"id": activity}))
    reference = {"objectType": "StatementRef", "id": target}
    await lrs.store(simple(context={"statement": reference}), nested(object=reference))
    assert await lrs.found(activity=activity) == [target]


@REFERENCES.row("Communication 2.1.3", "The target may arrive after what refers to it, or never")
async def _(lrs: Lrs) -> None:
    activity, target = iri(), unique()
    [referring] = await lrs.store(simple(object={"objectType": "StatementRef", "id": target}))
    assert await lrs.found(activity=activity) == []
    await lrs.store(simple(id=target, object={"id": activity}))
    assert sorted(await lrs.found(activity=activity)) == sorted([referring, target])


@REFERENCES.row("Communication 2.1.3", "Statements that refer to each other in a circle are no fault")
async def _(lrs: Lrs) -> None:
    who, first, second = anyone(), unique(), unique()
    await lrs.store(
        simple(id=first, actor=who, object={"objectType": "StatementRef", "id": second}),
        simple(id=second, object={"objectType": "StatementRef", "id": first}),
    )
    assert sorted(await lrs.found(agent=json.dumps(who))) == sorted([first, second])


TABLES = (FILTERS, REFERENCES)
