from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from lrs.xapi import raw
from lrs.xapi.agents import agent_key
from lrs.xapi.definitions import Term, merged, terms
from lrs.xapi.facts import facts
from lrs.xapi.formats import canonical, ids
from lrs.xapi.languages import read_preferences
from lrs.xapi.schema import statement_schema
from lrs.xapi.timestamps import parse
from lrs.xapi.versions import V2_0_0

NOW = parse("2026-03-31T00:00:00Z")
ADA = {"mbox": "mailto:ada@hospital.example"}
WARD = {"objectType": "Group", "openid": "https://id.example/ward", "member": [ADA], "name": "Ward"}
CREW = {"objectType": "Group", "name": "Crew", "member": [ADA | {"objectType": "Agent", "name": "Ada"}]}
QUIZ: dict[str, Any] = {
    "objectType": "Activity",
    "id": "https://cme.example/quiz",
    "definition": {"name": {"en": "Quiz"}},
}
ANSWERED: dict[str, Any] = {
    "id": "https://cme.example/answered",
    "display": {"en": "answered", "de": "beantwortete"},
}


def as_ids(statement: dict[str, Any]) -> dict[str, Any]:
    return json.loads(ids(json.dumps(statement).encode()))  # type: ignore[no-any-return]


def as_canonical(
    statement: dict[str, Any], language: str = "", known: dict[Term, dict[str, Any]] | None = None
) -> dict[str, Any]:
    descriptions = {term: json.dumps(each).encode() for term, each in (known or {}).items()}
    text = canonical(json.dumps(statement).encode(), descriptions, read_preferences(language))
    return json.loads(text)  # type: ignore[no-any-return]


def about(object_: Any = QUIZ, **members: Any) -> dict[str, Any]:
    return {"actor": ADA | {"name": "Ada"}, "verb": ANSWERED, "object": object_} | members


@pytest.mark.parametrize(
    ("sent", "identity"),
    [
        (QUIZ, {"id": QUIZ["id"]}),
        (WARD, {"objectType": "Group", "openid": "https://id.example/ward"}),
        (CREW, {"objectType": "Group", "member": [ADA]}),
        (ADA | {"objectType": "Agent", "name": "Ada"}, ADA | {"objectType": "Agent"}),
        ({"objectType": "StatementRef", "id": "x"}, {"objectType": "StatementRef", "id": "x"}),
    ],
)
def test_an_object_is_what_identifies_it(sent: dict[str, Any], identity: dict[str, Any]) -> None:
    assert as_ids(about(sent))["object"] == identity


def test_ids_reach_every_place_and_leave_the_rest() -> None:
    context = {
        "instructor": CREW,
        "team": WARD,
        "contextActivities": {"parent": QUIZ, "other": [QUIZ, QUIZ]},
        "contextAgents": [{"objectType": "contextAgent", "agent": ADA | {"name": "Ada"}}],
        "contextGroups": [{"objectType": "contextGroup", "group": WARD, "relevantTypes": ["urn:x"]}],
        "language": "en",
    }
    crew, ward, quiz = (
        {"objectType": "Group", "member": [ADA]},
        as_ids(about(WARD))["object"],
        {"id": QUIZ["id"]},
    )
    result = {"extensions": {"urn:x": QUIZ | {"actor": WARD}}}
    reduced = {
        "instructor": crew,
        "team": ward,
        "contextActivities": {"parent": quiz, "other": [quiz, quiz]},
        "contextAgents": [{"objectType": "contextAgent", "agent": ADA}],
        "contextGroups": [{"objectType": "contextGroup", "group": ward, "relevantTypes": ["urn:x"]}],
        "language": "en",
    }
    inner = about(CREW, objectType="SubStatement", context=context, result=result)
    found = as_ids(about(inner, context=context, result=result, authority=CREW))
    expected = {"actor": ADA, "verb": {"id": ANSWERED["id"]}, "context": reduced, "result": result}
    assert found == expected | {
        "object": expected | {"objectType": "SubStatement", "object": crew},
        "authority": crew,
    }


def test_ids_of_real_statements_are_valid_and_of_the_same_things(
    real_statements: list[dict[str, Any]],
) -> None:
    schema = statement_schema(V2_0_0)
    for sent in real_statements:
        found = as_ids(sent)
        assert schema.is_valid(found) or not schema.is_valid(sent)
        assert as_ids(found) == found
        before, after = facts(sent, NOW), facts(found, NOW)
        assert (before.actor, before.verb, before.activity) == (after.actor, after.verb, after.activity)
        assert before.related_activities == after.related_activities
        assert agent_key(found["actor"]) == agent_key(sent["actor"])


@pytest.mark.parametrize("which", ["full", "nested"])
def test_ids_of_a_statement_with_every_member_are_valid(which: str, request: pytest.FixtureRequest) -> None:
    sent = request.getfixturevalue(which)
    found = as_ids(sent)
    assert statement_schema(V2_0_0).is_valid(found)
    assert found.keys() == sent.keys()


@pytest.mark.parametrize("which", ["full", "nested"])
def test_a_canonical_statement_differs_in_language_maps_only(
    which: str, request: pytest.FixtureRequest
) -> None:
    sent = request.getfixturevalue(which)
    found = as_canonical(sent, "sr")
    expected = copy.deepcopy(sent)
    for each in (expected, expected["object"]):
        if "verb" in each:
            each["verb"]["display"] = {"sr-Latn-RS": "odgovorio"}
    assert found == expected


def test_each_language_map_has_the_language_of_its_own_that_suits_best() -> None:
    choices = [
        {"id": "a", "description": {"en": "First", "de": "Erstes"}},
        {"id": "b", "description": {"fr": "Deux"}},
        {"id": "c"},
    ]
    definition = {
        "name": {"en": "Quiz", "de": "Rätsel"},
        "description": {"en": "A quiz"},
        "interactionType": "choice",
        "choices": choices,
        "extensions": {"urn:x": {"en": "one", "de": "zwei"}},
    }
    quiz = QUIZ | {"definition": definition}
    found = as_canonical(about(quiz, context={"contextActivities": {"parent": [quiz]}}), "de, fr;q=0.5")
    assert found["verb"]["display"] == {"de": "beantwortete"}
    assert found["object"]["definition"] == definition | {
        "name": {"de": "Rätsel"},
        "choices": [
            {"id": "a", "description": {"de": "Erstes"}},
            {"id": "b", "description": {"fr": "Deux"}},
            {"id": "c"},
        ],
    }
    assert found["context"]["contextActivities"]["parent"] == [found["object"]]


def test_what_is_known_takes_the_place_of_what_the_statement_says() -> None:
    known: dict[Term, dict[str, Any]] = {
        Term("activity", QUIZ["id"]): {"name": {"en": "The quiz"}, "type": "urn:t"},
        Term("verb", ANSWERED["id"]): {"display": {"en": "replied to"}},
        Term("activity", ANSWERED["id"]): {"name": {"en": "An activity with the id of a verb"}},
    }
    bare = about({"id": QUIZ["id"]}, verb={"id": ANSWERED["id"]})
    for sent in (about(), bare):
        found = as_canonical(sent, known=known)
        assert found["object"]["definition"] == {"name": {"en": "The quiz"}, "type": "urn:t"}
        assert found["verb"]["display"] == {"en": "replied to"}
        assert found["actor"] == sent["actor"]
    assert as_canonical(bare) == bare


@pytest.mark.parametrize("number", [b"123456789012345678901234567890", b"1.0", b"1e2", b"-0"])
def test_numbers_stay_as_they_were_written(number: bytes) -> None:
    sent = json.dumps(about(QUIZ | {"definition": {"extensions": {"urn:x": "HERE"}}})).encode()
    sent = sent.replace(b'"HERE"', number)
    assert b'{"urn:x": %b}' % number in canonical(sent, {}, ())


def test_the_terms_of_a_statement_are_its_verbs_and_activities_with_what_it_says_of_them() -> None:
    inner = about({"id": "urn:o"}, objectType="SubStatement", verb={"id": "urn:v"})
    sent = about(inner, context={"contextActivities": {"parent": QUIZ, "other": [{"id": "urn:p"}]}})
    found = {
        term: json.loads(said) if said else None
        for term, said in terms(raw.members(json.dumps(sent).encode()))
    }
    assert found == {
        Term("verb", ANSWERED["id"]): {"display": ANSWERED["display"]},
        Term("verb", "urn:v"): None,
        Term("activity", "urn:o"): None,
        Term("activity", QUIZ["id"]): QUIZ["definition"],
        Term("activity", "urn:p"): None,
    }


def test_descriptions_are_merged_and_the_later_one_is_right() -> None:
    first = {
        "name": {"en": "Quiz", "de": "Rätsel"},
        "type": "urn:a",
        "moreInfo": "urn:m",
        "extensions": {"urn:x": 1, "urn:y": {"a": 1}},
        "choices": [{"id": "a", "description": {"en": "First"}}, {"id": "b"}],
    }
    second = {
        "name": {"en": "Test", "fr": "Épreuve"},
        "description": {"en": "A test"},
        "type": "urn:b",
        "extensions": {"urn:y": {"b": 2}},
        "choices": [{"id": "c"}, {"id": "a", "description": {"de": "Erstes"}}],
    }
    found = json.loads(merged(json.dumps(each).encode() for each in (first, second)))
    assert found == {
        "name": {"en": "Test", "de": "Rätsel", "fr": "Épreuve"},
        "description": {"en": "A test"},
        "type": "urn:b",
        "moreInfo": "urn:m",
        "extensions": {"urn:x": 1, "urn:y": {"b": 2}},
        "choices": [{"id": "c"}, {"id": "a", "description": {"en": "First", "de": "Erstes"}}],
    }
