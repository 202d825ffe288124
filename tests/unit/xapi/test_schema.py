from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from lrs.xapi.schema import statement_schema
from lrs.xapi.versions import V2_0_0, VERSIONS, Version
from lrs_schemas import load
from tests.unit.xapi.edits import REMOVED, edited

FULL: dict[str, Any] = json.loads((Path(__file__).parent / "full.json").read_text("utf-8"))
NESTED = FULL | {"object": {name: FULL[name] for name in ("actor", "verb", "object", "result", "context")}}
NESTED["object"]["objectType"] = "SubStatement"
NEWER = edited(FULL, "/context/contextAgents", [{"objectType": "contextAgent", "agent": FULL["actor"]}])
SCHEMAS = {version: load(version.schema) for version in VERSIONS}
KNOWN = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in SCHEMAS.values())
SLOW = {version: Draft202012Validator(schema, registry=KNOWN.crawl()) for version, schema in SCHEMAS.items()}


def places(value: Any, pointer: str = "") -> list[str]:
    """Return the pointers of everything inside `value`."""
    if isinstance(value, dict):
        steps = {name.replace("~", "~0").replace("/", "~1"): inner for name, inner in value.items()}
    else:
        steps = {str(index): inner for index, inner in enumerate(value)} if isinstance(value, list) else {}
    inside = [place for step, inner in steps.items() for place in places(inner, f"{pointer}/{step}")]
    return [f"{pointer}/{step}" for step in steps] + inside


def at(statement: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        statement = statement[int(key) if isinstance(statement, list) else key]
    return statement


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8")),
    st.sampled_from(
        [
            "Agent",
            "Group",
            "SubStatement",
            "StatementRef",
            "Activity",
            "urn:x",
            "mailto:a@b",
            "P1D",
            "en-a-bb-a-bb",
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("aBmid -~/\n", max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """Return a statement with one or two changes: something gone, something else, a string bent a little."""
    statement: dict[str, Any] = draw(st.sampled_from([FULL, NESTED, NEWER]))
    for _ in range(draw(st.integers(1, 2))):
        pointer = draw(st.sampled_from(places(statement)))
        old = at(statement, pointer)
        bent = (
            [old + "\n", "\n" + old, old.upper(), old[1:], old + " ", old + "é"]
            if isinstance(old, str)
            else [[old]]
        )
        new = draw(VALUES | st.just(REMOVED) | st.sampled_from(bent))
        statement = edited(statement, pointer, new)
    return statement


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
@given(statement=mutated())
@settings(max_examples=50, deadline=None)
def test_the_fast_and_the_slow_validator_give_the_same_verdict(
    version: Version, statement: dict[str, Any]
) -> None:
    assert statement_schema(version).is_valid(statement) == SLOW[version].is_valid(statement)


@given(statement=mutated())
@settings(max_examples=50, deadline=None)
def test_every_refusal_names_a_rule_and_a_place_that_is_there(statement: dict[str, Any]) -> None:
    schema = statement_schema(V2_0_0)
    if schema.is_valid(statement):
        return
    error = schema.explain(statement)
    assert error.rule
    assert str(error) != type(error).__doc__
    assert error.pointer is not None
    at(statement, error.pointer)


@pytest.mark.parametrize(
    ("pointer", "value", "message"),
    [
        (
            "/actor",
            {"objectType": "group", "member": [], "names": "x"},
            'actor.objectType must be "Agent", or "Group" where a Group may stand',
        ),
        ("/verb", {"name": "x"}, "verb needs id"),
        ("/verb", {"id": "completed", "name": "x"}, "verb may not have name"),
        ("/actor", {"names": "x"}, "actor may not have names"),
        ("/result", {"score": 1, "points": 1, "grade": 1}, "result may not have points or grade"),
        (
            "/result/extensions",
            {"hints": 1},
            (
                "the key hints of result.extensions must be an IRI with a scheme and without spaces, such as "
                "https://example.org/courses/1"
            ),
        ),
    ],
)
def test_of_several_faults_the_one_that_says_most_is_told(pointer: str, value: Any, message: str) -> None:
    for version in VERSIONS:
        assert str(statement_schema(version).explain(edited(FULL, pointer, value))) == message
