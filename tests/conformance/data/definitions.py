"""What Activities are, and the interactions that some are."""

from __future__ import annotations

from typing import Any

from tests.conformance.data.objects import SINGLE
from tests.conformance.places import at
from tests.conformance.rows import DataTable, accepted, refused
from tests.conformance.values import (
    ABSENT,
    component,
    definition,
)

DEFINITIONS = (
    *at("/object/definition"),
    *at("/context/contextActivities/grouping/0/definition"),
    *at("/context/contextActivities/parent/definition", within=SINGLE),
)
LISTS = ("choices", "scale", "source", "target", "steps")
INTERACTIONS: dict[str, dict[str, Any]] = {
    "true-false": {"correctResponsesPattern": ["true"]},
    "choice": {"correctResponsesPattern": ["a[,]b"], "choices": [component(id="a"), component(id="b")]},
    "fill-in": {"correctResponsesPattern": ["{case_matters=false}Bob", "Ben"]},
    "long-fill-in": {"correctResponsesPattern": ["{case_matters=false}{lang=en}" + "sepsis " * 100]},
    "matching": {
        "correctResponsesPattern": ["a[.]1[,]b[.]2"],
        "source": [component(id="a"), component(id="b")],
        "target": [component(id="1"), component(id="2")],
    },
    "performance": {
        "correctResponsesPattern": ["a[.]1:[,]b[.]x"],
        "steps": [component(id="a"), component(id="b")],
    },
    "sequencing": {"correctResponsesPattern": ["b[,]a"], "choices": [component(id="a"), component(id="b")]},
    "likert": {"correctResponsesPattern": ["a"], "scale": [component(id="a"), component(id="b")]},
    "numeric": {"correctResponsesPattern": ["4[:]", "[:]4", "7"]},
    "other": {"correctResponsesPattern": ["(35.937432,-86.868896)"]},
}


def interaction(**members: Any) -> dict[str, Any]:
    """Return a definition that describes a choice, or what the members say instead."""
    return {"interactionType": "choice", **members}


DEFINITION_TABLE = DataTable(
    "Activity definitions",
    "4.2.2.3",
    DEFINITIONS,
    (
        accepted(
            "Data 2.4.4.1",
            "Every member of a definition may be left out",
            {},
            *(
                {name: value}
                for name, value in definition().items()
                if name not in {"correctResponsesPattern", "choices"}
            ),
        ),
        refused(
            "Data 2.4.4.1",
            "The name and the description of an Activity are language maps",
            "language-map",
            definition(name="Question 3"),
            definition(description="Which?"),
            definition(name=[]),
        ),
        refused(
            "Data 2.4.4.1",
            "The type and the moreInfo of an Activity are IRIs",
            "iri",
            definition(type="question"),
            definition(type={}),
            definition(moreInfo="/about"),
            definition(moreInfo=1),
        ),
        refused(
            "Data 2.2",
            "A definition has no other members",
            "definition.unknown",
            definition(title={"en": "Question 3"}),
            definition(Name={"en": "Question 3"}),
            definition(interactiontype="choice"),
        ),
        *(
            accepted(
                "Data 2.4.4.1",
                f"An interaction may be of the type {kind}",
                {"interactionType": kind, **members},
            )
            for kind, members in INTERACTIONS.items()
        ),
        refused(
            "Data 2.4.4.1",
            "An interaction has one of the types known, and written as they are",
            "interactionType",
            interaction(interactionType="Choice"),
            interaction(interactionType="true_false"),
            interaction(interactionType="essay"),
            interaction(interactionType=""),
            interaction(interactionType=1),
            interaction(interactionType=["choice"]),
        ),
        refused(
            "Data 2.4.4.1",
            "What describes an interaction goes with its type",
            "definition.interactionType",
            {"correctResponsesPattern": ["true"]},
            *({name: [component()]} for name in LISTS),
        ),
        accepted(
            "Data 2.4.4.1",
            "Correct responses may be none, many, and of any length",
            interaction(correctResponsesPattern=[]),
            interaction(correctResponsesPattern=[str(number) for number in range(300)]),
            interaction(correctResponsesPattern=["sepsis " * 1000, ""]),
        ),
        refused(
            "Data 2.4.4.1",
            "Correct responses are an array",
            "correctResponsesPattern",
            interaction(correctResponsesPattern="true"),
            interaction(correctResponsesPattern={}),
        ),
        refused(
            "Data 2.4.4.1",
            "Each correct response is a string",
            "text",
            interaction(correctResponsesPattern=[True]),
            interaction(correctResponsesPattern=["1", 2]),
        ),
        refused(
            "Data 2.4.4.1",
            "Lists of interaction components are arrays",
            "interaction-components",
            *(interaction(**{name: component()}) for name in LISTS),
            interaction(choices="lactate"),
        ),
        refused(
            "Data 2.4.4.1",
            "An interaction component has an id",
            "interaction-component.missing",
            *(interaction(**{name: [component(id=ABSENT)]}) for name in LISTS),
        ),
        refused(
            "Data 2.4.4.1",
            "The id of an interaction component is a string",
            "text",
            *(interaction(**{name: [component(id=1)]}) for name in LISTS),
        ),
        refused(
            "Data 2.4.4.1",
            "No two interaction components of a list have the same id",
            "interaction-components.distinct",
            *(interaction(**{name: [component(), component(description=ABSENT)]}) for name in LISTS),
        ),
        accepted(
            "Data 2.4.4.1",
            "Interaction components of different lists may have the same id",
            {"interactionType": "matching", "source": [component()], "target": [component()]},
        ),
        accepted(
            "Data 2.4.4.1",
            "A component need not be described",
            interaction(choices=[component(description=ABSENT)]),
        ),
        refused(
            "Data 2.4.4.1",
            "The description of an interaction component is a language map",
            "language-map",
            *(interaction(**{name: [component(description="Lactate")]}) for name in LISTS),
        ),
        refused(
            "Data 2.2",
            "An interaction component has no other members",
            "interaction-component.unknown",
            *(interaction(**{name: [component(text="Lactate")]}) for name in LISTS),
        ),
        refused(
            "Data 2.4.4.1",
            "An interaction component is an object",
            "interaction-component",
            *(interaction(**{name: ["lactate"]}) for name in LISTS),
        ),
    ),
)
TABLES = (DEFINITION_TABLE,)
