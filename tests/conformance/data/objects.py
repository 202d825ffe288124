"""Verbs and objects: Activities, references and SubStatements."""

from __future__ import annotations

from tests.conformance.places import Place, at
from tests.conformance.rows import ANY, DataTable, accepted, refused
from tests.conformance.values import (
    ABSENT,
    MODULE,
    SHORTEST,
    STATEMENT,
    VOIDED,
    activity,
    agent,
    anonymous,
    attachment,
    context,
    definition,
    group,
    module,
    reference,
    result,
    sub,
    verb,
    whole,
)

KINDS = ("parent", "grouping", "category", "other")
SINGLE = whole(context=context(contextActivities={"parent": module()}))
VERBS = at("/verb")
OBJECTS = at("/object")
ACTIVITIES = (
    *at("/object"),
    *at(*(f"/context/contextActivities/{kind}/0" for kind in KINDS)),
    *at("/context/contextActivities/parent", within=SINGLE),
)
REFERENCES = (*at("/object", within=whole(object=reference())), *at("/context/statement"))
STATEMENT_OBJECTS = (Place("/object", dict(SHORTEST)),)
VOIDING = (
    Place("/object", {**SHORTEST, "verb": {"id": VOIDED}}),
    Place(
        "/object/object",
        {**SHORTEST, "object": {**SHORTEST, "objectType": "SubStatement", "verb": {"id": VOIDED}}},
    ),
)
VERB_TABLE = DataTable(
    "Verbs",
    "4.2.2.2",
    VERBS,
    (
        accepted(
            "Data 2.4.3", "A verb has an id, and may have names for display", verb(), verb(display=ABSENT)
        ),
        refused("Data 2.4.3", "A verb without an id is none", "verb.missing", verb(id=ABSENT), {}),
        refused(
            "Data 2.2",
            "A verb has no other members",
            "verb.unknown",
            verb(name="completed"),
            verb(Display={}),
        ),
        refused("Data 2.4.3", "A verb is an object", "verb", "completed", 1, True, [verb()]),
    ),
)
OBJECT_TABLE = DataTable(
    "Objects",
    "4.2.2.3",
    OBJECTS,
    (
        accepted(
            "Data 2.4.4",
            "An object without an objectType is an Activity",
            module(),
            activity(objectType=ABSENT),
        ),
        accepted("Data 2.4.4.2", "An object may be an Agent or a Group", agent(), group(), anonymous()),
        accepted("Data 2.4.4.3", "An object may refer to another statement", reference()),
        refused(
            "Data 2.4.4.2",
            "An Agent or Group that is an object says that it is one",
            ANY,
            agent(objectType=ABSENT),
            group(objectType=ABSENT),
        ),
        refused(
            "Data 2.2",
            "An objectType is one of those known, and written as they are",
            "object.objectType",
            activity(objectType="activity"),
            activity(objectType="ACTIVITY"),
            activity(objectType="Course"),
            activity(objectType=""),
            activity(objectType=1),
            agent(objectType="agent"),
            reference(objectType="statementref"),
            reference(objectType="StatementReference"),
            sub(objectType="substatement"),
        ),
        refused("Data 2.4.4", "An object is a JSON object", "activity", MODULE, 1, True, [module()]),
    ),
)
ACTIVITY_TABLE = DataTable(
    "Activities",
    "4.2.2.3",
    ACTIVITIES,
    (
        accepted("Data 2.4.4.1", "An Activity may be without a definition", activity(definition=ABSENT)),
        accepted("Data 2.4.4.1", "An Activity may have a definition with everything in it", activity()),
        accepted("Data 2.4.4.1", "An Activity need not say that it is one", module()),
        refused("Data 2.4.4.1", "An Activity without an id is none", "activity.missing", activity(id=ABSENT)),
        refused(
            "Data 2.2",
            "An Activity has no other members",
            "activity.unknown",
            activity(name="x"),
            module(Id=MODULE),
        ),
        refused(
            "Data 2.4.4.1",
            "A definition is an object",
            "definition",
            activity(definition="Question 3"),
            activity(definition=1),
            activity(definition=[definition()]),
        ),
    ),
)
REFERENCE_TABLE = DataTable(
    "Statement references",
    "4.2.2.3",
    REFERENCES,
    (
        accepted(
            "Data 2.4.4.3",
            "A reference may name a statement that is not there",
            reference(),
            reference(id="3fae1a50-4f7b-4c8e-a2b9-0d6f5a4c3b21"),
        ),
        refused("Data 2.4.4.3", "A reference has an id", "statement-ref.missing", reference(id=ABSENT)),
        refused(
            "Data 2.4.4.3",
            "The id of a reference is a UUID",
            "uuid",
            reference(id=MODULE),
            reference(id=""),
            reference(id=1),
            reference(id=STATEMENT[:-1]),
        ),
        refused(
            "Data 2.2",
            "A reference has no other members",
            "statement-ref.unknown",
            reference(name="x"),
            reference(definition={}),
        ),
    ),
)
SUB_STATEMENT_TABLE = DataTable(
    "SubStatements",
    "4.2.2.3",
    STATEMENT_OBJECTS,
    (
        accepted("Data 2.4.4.3", "A SubStatement may have everything that a statement may", sub()),
        accepted(
            "Data 2.4.4.3",
            "A SubStatement needs no more than a statement",
            {**SHORTEST, "objectType": "SubStatement"},
        ),
        accepted("Data 2.4.7", "A SubStatement may lie in the future", sub(timestamp="2099-01-01T00:00:00Z")),
        accepted(
            "Data 2.4.4.3",
            "The object of a SubStatement may be a reference, an Agent or a Group",
            sub(object=reference()),
            sub(object=agent()),
            sub(object=group()),
        ),
        refused(
            "Data 2.4.4.3",
            "A SubStatement needs an actor, a verb and an object",
            "sub-statement.missing",
            sub(actor=ABSENT),
            sub(verb=ABSENT),
            sub(object=ABSENT),
        ),
        refused(
            "Data 2.4.4.3",
            "A SubStatement has no id, stored, version or authority",
            "sub-statement.unknown",
            sub(id=STATEMENT),
            sub(stored="2026-03-02T09:00:00Z"),
            sub(version="1.0.0"),
            sub(authority=agent()),
        ),
        refused(
            "Data 2.4.4.3",
            "The object of a SubStatement is no SubStatement",
            "object.objectType",
            sub(object=sub()),
            sub(object=sub(object=sub())),
        ),
        refused(
            "Data 2.2",
            "A SubStatement has no other members",
            "sub-statement.unknown",
            sub(comment="x"),
            sub(Actor=agent()),
        ),
        refused(
            "Data 2.4.6",
            "The context of a SubStatement has revision and platform only about an Activity",
            "context.activity-only",
            sub(object=agent(), context=context(revision="1.2")),
            sub(object=group(), context=context(platform="LMS")),
            sub(object=reference(), context=context(revision="1.2")),
            sub(object=reference(), context=context(platform="LMS")),
        ),
        refused(
            "Data 2.4.5.1",
            "The score of a SubStatement is in order",
            "score.order",
            sub(result=result(score={"raw": 21, "max": 20})),
        ),
        refused(
            "Data 4.5",
            "The timestamp of a SubStatement names a day of the calendar",
            "timestamp.exists",
            sub(timestamp="2026-02-29T09:00:00Z"),
        ),
        refused(
            "Data 2.6",
            "A signature in a SubStatement is attached as octets",
            "attachment.signature",
            sub(attachments=[attachment(usageType="http://adlnet.gov/expapi/attachments/signature")]),
        ),
    ),
)
VOIDING_TABLE = DataTable(
    "Voiding statements",
    "4.2.5",
    VOIDING,
    (
        accepted(
            "Data 2.3.2", "A voiding statement refers to the one it voids, known here or not", reference()
        ),
        refused(
            "Data 2.3.2",
            "The object of a voiding statement is nothing but a reference",
            "voiding.object",
            activity(),
            agent(),
            group(),
        ),
        refused(
            "Data 2.3.2",
            "The object of a voiding statement says that it is a reference",
            "voiding.object.missing",
            module(),
            {"id": STATEMENT},
        ),
    ),
)
TABLES = (
    VERB_TABLE,
    OBJECT_TABLE,
    ACTIVITY_TABLE,
    REFERENCE_TABLE,
    SUB_STATEMENT_TABLE,
    VOIDING_TABLE,
)
