"""Contexts."""

from __future__ import annotations

from tests.conformance.places import Place, at, in_2_0_0
from tests.conformance.rows import ANY, DataTable, accepted, only_in_2_0_0, refused
from tests.conformance.values import (
    ABSENT,
    MODULE,
    SHORTEST,
    account,
    activity,
    agent,
    anonymous,
    context,
    context_activities,
    context_agent,
    context_group,
    group,
    member,
    module,
    reference,
    sub,
    whole,
)

CONTEXTS = at("/context")
CONTEXT_ACTIVITIES = at("/context/contextActivities")
ABOUT_OTHERS = tuple(
    Place("/context", {**SHORTEST, "object": object_, "context": {}})
    for object_ in (agent(), group(), anonymous(), reference(), sub())
)
CONTEXT_AGENTS = in_2_0_0(
    at("/context/contextAgents/0", within=whole(context=context(contextAgents=[context_agent()])))
)
CONTEXT_GROUPS = in_2_0_0(
    at("/context/contextGroups/0", within=whole(context=context(contextGroups=[context_group()])))
)
KINDS = ("parent", "grouping", "category", "other")

CONTEXT_TABLE = DataTable(
    "Contexts",
    "4.2.2.5",
    CONTEXTS,
    (
        accepted(
            "Data 2.4.6",
            "Every member of a context may be left out",
            {},
            *({n: v} for n, v in context().items()),
        ),
        accepted(
            "Data 2.4.6",
            "A context about an Activity may have revision and platform",
            context(revision="1.2", platform="LMS"),
        ),
        accepted(
            "Data 2.4.6",
            "An instructor may be an Agent or a Group",
            *({"instructor": v} for v in (agent(), group(), anonymous())),
        ),
        accepted(
            "Data 2.4.6",
            "A team may be an identified or an anonymous Group",
            {"team": group()},
            {"team": anonymous()},
        ),
        refused(
            "Data 2.4.6",
            "A team that has an identifier and is no Group is refused",
            "group.objectType",
            {"team": agent()},
            {"team": group(objectType="group")},
        ),
        refused(
            "Data 2.4.6",
            "A team says that it is a Group",
            "group.missing",
            {"team": group(objectType=ABSENT)},
        ),
        refused(
            "Data 2.4.6", "A team is an object", "group", {"team": "Ward 7"}, {"team": [group()]}, {"team": 7}
        ),
        refused(
            "Data 2.4.6",
            "An instructor is an object",
            "agent",
            {"instructor": "Lin Zhou"},
            {"instructor": [agent()]},
        ),
        refused(
            "Data 2.4.6",
            "A revision and a platform are strings",
            "text",
            {"revision": 1},
            {"platform": {}},
            {"revision": True},
        ),
        refused(
            "Data 2.4.6",
            "The statement in a context is a reference",
            ANY,
            {"statement": sub()},
            {"statement": activity()},
            {"statement": agent()},
            {"statement": reference(objectType="SubStatement")},
            {"statement": reference(objectType="statementRef")},
            {"statement": "8f87ccde-bb56-4c2e-ab83-44982ef22df0"},
        ),
        refused(
            "Data 2.4.4.3",
            "A reference in a context says that it is one",
            "statement-ref.missing",
            {"statement": reference(objectType=ABSENT)},
        ),
        refused(
            "Data 2.2",
            "A context has no other members",
            "context.unknown",
            {"course": "x"},
            {"Registration": "x"},
        ),
        refused("Data 2.4.6", "A context is an object", "context", "x", 1, True, [context()]),
        accepted(
            "2.0.0 4.2.2.5",
            "A context may name further Agents and Groups with their roles; 1.0.3 does not know them",
            {"contextAgents": [context_agent()]},
            {"contextGroups": [context_group()]},
            {"contextAgents": [context_agent(), context_agent(relevantTypes=ABSENT)], "contextGroups": []},
            but=only_in_2_0_0("context.unknown"),
        ),
    ),
)
ABOUT_OTHERS_TABLE = DataTable(
    "Contexts of statements that are not about an Activity",
    "4.2.2.5",
    ABOUT_OTHERS,
    (
        accepted("Data 2.4.6", "A context of any statement may have all members but two", context()),
        refused(
            "Data 2.4.6",
            "A revision is there only where the object is an Activity",
            "context.activity-only",
            {"revision": "1.2"},
        ),
        refused(
            "Data 2.4.6",
            "A platform is there only where the object is an Activity",
            "context.activity-only",
            {"platform": "LMS"},
        ),
    ),
)
CONTEXT_ACTIVITY_TABLE = DataTable(
    "Context activities",
    "4.2.2.5",
    CONTEXT_ACTIVITIES,
    (
        accepted(
            "Data 2.4.6.2",
            "Context activities are parent, grouping, category and other",
            context_activities(),
            {},
            *({k: [module()]} for k in KINDS),
        ),
        accepted(
            "Data 2.4.6.2",
            "Context activities may be one Activity, which comes back as an array of it",
            *({kind: module()} for kind in KINDS),
        ),
        accepted(
            "Data 2.4.6.2",
            "Context activities may be many",
            *({kind: [module(), activity()]} for kind in KINDS),
            {"parent": []},
        ),
        refused(
            "Data 2.4.6.2",
            "There are no other kinds of context activities",
            "contextActivities.unknown",
            {"sibling": [module()]},
            {"Parent": [module()]},
            {"parents": [module()]},
        ),
        refused(
            "Data 2.4.6.2",
            "A context activity is an Activity and nothing else",
            "activity.objectType",
            *({kind: [reference()]} for kind in KINDS),
            {"parent": [module(objectType="activity")]},
            {"parent": module(objectType="Group")},
        ),
        refused(
            "Data 2.4.6.2",
            "A context activity has an id",
            "activity.missing",
            *({kind: [{"definition": {}}]} for kind in KINDS),
            {"parent": {}},
        ),
        refused(
            "Data 2.4.6.2",
            "A context activity is an object",
            "activity",
            *({kind: MODULE} for kind in KINDS),
            {"other": [MODULE]},
            {"parent": 1},
            {"category": [[module()]]},
        ),
        refused(
            "Data 2.4.6.2", "Context activities are an object", "contextActivities", MODULE, 1, [module()]
        ),
    ),
)
CONTEXT_AGENT_TABLE = DataTable(
    "Agents in contexts (2.0.0)",
    "4.2.2.5",
    CONTEXT_AGENTS,
    (
        accepted(
            "2.0.0 4.2.2.5",
            "An Agent of a context has roles or none",
            context_agent(),
            context_agent(relevantTypes=ABSENT),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The roles of an Agent of a context are at least one",
            "relevantTypes",
            context_agent(relevantTypes=[]),
            context_agent(relevantTypes="x"),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The roles of an Agent of a context are IRIs",
            "iri",
            context_agent(relevantTypes=["mentor"]),
            context_agent(relevantTypes=[1]),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "An Agent of a context says that it is one, in exactly this way",
            "contextAgent.objectType",
            context_agent(objectType="contextGroup"),
            context_agent(objectType="ContextAgent"),
            context_agent(objectType="Agent"),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "An Agent of a context has its objectType and the Agent",
            "contextAgent.missing",
            context_agent(objectType=ABSENT),
            context_agent(agent=ABSENT),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The Agent of a context has one identifier",
            "agent.ifi",
            context_agent(agent=agent(mbox=ABSENT)),
            context_agent(agent=agent(account=account())),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The Agent of a context is no Group",
            "agent.objectType",
            context_agent(agent=group(member=ABSENT)),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "An Agent of a context has no other members",
            "contextAgent.unknown",
            context_agent(name="x"),
            context_agent(group=group()),
        ),
    ),
)
CONTEXT_GROUP_TABLE = DataTable(
    "Groups in contexts (2.0.0)",
    "4.2.2.5",
    CONTEXT_GROUPS,
    (
        accepted(
            "2.0.0 4.2.2.5",
            "A Group of a context is identified or anonymous, with roles or none",
            context_group(),
            context_group(group=anonymous()),
            context_group(relevantTypes=ABSENT),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The roles of a Group of a context are at least one",
            "relevantTypes",
            context_group(relevantTypes=[]),
            context_group(relevantTypes={}),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The roles of a Group of a context are IRIs",
            "iri",
            context_group(relevantTypes=["ward"]),
            context_group(relevantTypes=[""]),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "A Group of a context says that it is one, in exactly this way",
            "contextGroup.objectType",
            context_group(objectType="contextAgent"),
            context_group(objectType="contextgroup"),
            context_group(objectType="Group"),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "A Group of a context has its objectType and the Group",
            "contextGroup.missing",
            context_group(objectType=ABSENT),
            context_group(group=ABSENT),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The Group of a context is no Agent",
            "group.objectType",
            context_group(group=agent()),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "The Group of a context has an identifier or members",
            "group.missing",
            context_group(group=anonymous(member=ABSENT)),
        ),
        refused(
            "2.0.0 4.2.2.5",
            "A Group of a context has no other members",
            "contextGroup.unknown",
            context_group(member=[member]),
            context_group(agent=agent()),
        ),
    ),
)
TABLES = (
    CONTEXT_TABLE,
    ABOUT_OTHERS_TABLE,
    CONTEXT_ACTIVITY_TABLE,
    CONTEXT_AGENT_TABLE,
    CONTEXT_GROUP_TABLE,
)
