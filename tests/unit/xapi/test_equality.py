from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.xapi.equality import same
from tests.unit.xapi.edits import REMOVED, edited

FULL: dict[str, Any] = json.loads((Path(__file__).parent / "full.json").read_text("utf-8"))
SIGNATURE = {
    **FULL["attachments"][0],
    "usageType": "http://adlnet.gov/expapi/attachments/signature",
    "contentType": "application/octet-stream",
}
MEMBERS = FULL["context"]["team"]["member"]

# (pointer, value): such a change leaves the statement the same, also within a SubStatement.
IGNORED: list[tuple[str, Any]] = [
    ("/verb/display", REMOVED),
    ("/verb/display", {"de": "antwortete"}),
    ("/object/definition", REMOVED),
    ("/object/definition/name", {"de": "Frage 1"}),
    ("/context/contextActivities/other/0/definition", REMOVED),
    ("/context/contextActivities/parent", [FULL["context"]["contextActivities"]["parent"]]),
    ("/context/contextActivities/grouping", FULL["context"]["contextActivities"]["grouping"][0]),
    ("/context/registration", FULL["context"]["registration"].lower()),
    ("/context/statement/id", FULL["context"]["statement"]["id"].upper()),
    ("/context/team/mbox_sha1sum", FULL["context"]["team"]["mbox_sha1sum"].lower()),
    ("/context/team/member", MEMBERS[::-1]),
    ("/context/language", "EN-gb"),
    ("/actor/mbox", "mailto:ada.reyes@HOSPITAL.example"),
    ("/timestamp", "2026-03-31T21:59:59.123456Z"),
    ("/result/score/raw", 5.0),
    ("/result/score/scaled", 5e-1),
    ("/result/duration", "PT1M30.259S"),
    ("/attachments", [*FULL["attachments"], SIGNATURE]),
    ("/attachments/0/sha2", FULL["attachments"][0]["sha2"].upper()),
    ("/attachments/0/display", {"EN": "Certificate"}),
]

# (pointer, value): such a change makes another statement.
COUNTED: list[tuple[str, Any]] = [
    ("/actor/name", "Dr A. Reyes"),
    ("/actor/mbox", "mailto:Ada.reyes@hospital.example"),
    ("/actor/objectType", REMOVED),
    ("/verb/id", "http://adlnet.gov/expapi/verbs/Answered"),
    ("/object/id", "https://cme.example/courses/sepsis/question-2"),
    ("/object", {"objectType": "StatementRef", "id": FULL["id"]}),
    ("/result", REMOVED),
    ("/result", {}),
    ("/result/success", False),
    ("/result/success", REMOVED),
    ("/result/response", "Fever"),
    ("/result/score/scaled", 0.51),
    ("/result/duration", "PT90.25S"),
    ("/result/duration", "PT1M30.26S"),
    ("/result/extensions/https:~1~1cme.example~1x~1tries", [True, {"any": None}]),
    ("/result/extensions/https:~1~1cme.example~1x~1tries", [{"any": None}, 1]),
    ("/result/extensions/https:~1~1cme.example~1x~1tries", [1, {}]),
    ("/context", REMOVED),
    ("/context/platform", "lms"),
    ("/context/registration", "00000000-B57B-4C15-8D91-D292C5B2B8F7"),
    ("/context/team/member", MEMBERS[:1]),
    ("/context/team/member", [*MEMBERS, MEMBERS[0]]),
    ("/context/contextActivities/grouping/0/id", "https://cme.example/courses/stroke"),
    ("/context/contextActivities/grouping", []),
    ("/context/extensions", {}),
    ("/timestamp", "2026-03-31T23:59:59.123456+01:00"),
    ("/attachments", REMOVED),
    ("/attachments/0/length", 28),
    ("/attachments/0/display/en", "A certificate"),
]


def named(cases: list[Any]) -> list[Any]:
    return [pytest.param(*case, id=f"{case[0]}={case[1]!r:.40}") for case in cases]


@pytest.mark.parametrize(("pointer", "value"), named(IGNORED))
def test_what_the_standard_excepts_is_ignored(pointer: str, value: Any, nested: dict[str, Any]) -> None:
    for statement, place in ((FULL, pointer), (nested, f"/object{pointer}")):
        other = edited(statement, place, value)
        assert same(statement, other)
        assert same(other, statement)


@pytest.mark.parametrize(("pointer", "value"), named(COUNTED))
def test_any_other_difference_counts(pointer: str, value: Any, nested: dict[str, Any]) -> None:
    for statement, place in ((FULL, pointer), (nested, f"/object{pointer}")):
        other = edited(statement, place, value)
        assert not same(statement, other)
        assert not same(other, statement)


@pytest.mark.parametrize(
    ("pointer", "value"),
    named(
        [
            ("/id", REMOVED),
            ("/id", FULL["id"].upper()),
            ("/stored", REMOVED),
            ("/stored", "2027-01-01T00:00:00Z"),
            ("/authority", REMOVED),
            ("/authority", {"openid": "urn:lrs"}),
            ("/version", REMOVED),
            ("/version", "1.0.3"),
        ]
    ),
)
def test_what_an_lrs_assigns_is_ignored(pointer: str, value: Any) -> None:
    other = edited(FULL, pointer, value)
    assert same(FULL, other)
    assert same(other, FULL)


def test_another_id_is_another_statement() -> None:
    assert not same(FULL, edited(FULL, "/id", "00000000-3f7c-4f0e-9d5a-0c9f3f1f2a11"))


def test_a_resend_without_timestamp_is_the_statement_whose_timestamp_we_set() -> None:
    sent = edited(edited(FULL, "/timestamp", REMOVED), "/stored", REMOVED)
    kept = sent | {"stored": "2026-04-01T00:00:00.000001Z", "timestamp": "2026-04-01T00:00:00.000001Z"}
    assert same(sent, kept)
    assert same(kept, sent)
    assert same(sent, sent)


def test_a_resend_without_the_timestamp_that_was_sent_is_another_statement() -> None:
    resent = edited(FULL, "/timestamp", REMOVED)
    assert not same(FULL, resent)
    assert not same(resent, FULL)


def test_in_a_sub_statement_a_timestamp_is_never_assigned(nested: dict[str, Any]) -> None:
    assert not same(nested, edited(nested, "/object/timestamp", REMOVED))


def test_context_agents_and_groups_count_by_identifier() -> None:
    groups = [{"objectType": "contextGroup", "group": {"objectType": "Group", "member": MEMBERS}}]
    statement = edited(FULL, "/context/contextGroups", groups)
    assert same(statement, edited(statement, "/context/contextGroups/0/group/member", MEMBERS[::-1]))
    assert not same(statement, edited(statement, "/context/contextGroups/0/group/member", MEMBERS[:1]))
    assert not same(statement, FULL)


def shuffled(value: Any, random: Any) -> Any:
    """Return `value` with the keys of every object in another order."""
    if isinstance(value, dict):
        names = list(value)
        random.shuffle(names)
        return {name: shuffled(value[name], random) for name in names}
    return [shuffled(each, random) for each in value] if isinstance(value, list) else value


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(random: Any) -> None:
    assert same(FULL, shuffled(FULL, random))


@given(*[st.sampled_from([*IGNORED, *COUNTED])] * 2)
def test_equality_is_symmetric(one: tuple[str, Any], two: tuple[str, Any]) -> None:
    a, b = edited(FULL, *one), edited(FULL, *two)
    assert same(a, b) == same(b, a)
    assert same(a, copy.deepcopy(a))
