from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from lrs.xapi.facts import Facts, facts

NOW = datetime(2026, 3, 31, tzinfo=UTC)
ACTOR = {"mbox": "mailto:a@b.example"}
REFERENCE = {"objectType": "StatementRef", "id": "8F87CCDE-bb56-4c2e-ab83-44982ef22df0"}


def facts_of(**members: Any) -> Facts:
    usual = {"actor": ACTOR, "verb": {"id": "urn:v"}, "object": {"id": "urn:o"}}
    return facts(usual | members, NOW)


def test_a_full_statement_has_all_facts(full: dict[str, Any]) -> None:
    assert facts(full, NOW) == Facts(
        verb="http://adlnet.gov/expapi/verbs/answered",
        actor="mbox:mailto:ada.reyes@hospital.example",
        agents=("mbox:mailto:ada.reyes@hospital.example",),
        activity="https://cme.example/courses/sepsis/question-1",
        related_agents=(
            "account:https://lms.example/ teacher 7",
            "mbox_sha1sum:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
            "openid:https://id.example/one",
            "mbox:mailto:two@hospital.example",
        ),
        related_activities=(
            "https://cme.example/courses/sepsis/quiz",
            "https://cme.example/courses/sepsis",
            "https://cme.example/other",
        ),
        registration="ec531277-b57b-4c15-8d91-d292c5b2b8f7",
        refers_to=None,
        timestamp=NOW,
        success=True,
        completion=False,
        score_scaled=Decimal("0.5"),
        seconds=Decimal("90.25"),
    )


def test_a_small_statement_has_few_facts() -> None:
    found = facts_of()
    assert found.activity == "urn:o"
    absent = (
        found.success,
        found.completion,
        found.seconds,
        found.registration,
        found.score_scaled,
    )
    assert absent == (None,) * 5


def test_an_agent_is_found_as_actor_as_object_and_as_member_of_either() -> None:
    group = {"objectType": "Group", "member": [{"openid": "urn:a"}, {"openid": "urn:b"}]}
    team = {"objectType": "Group", "openid": "urn:team", "member": [{"openid": "urn:b"}, {"openid": "urn:c"}]}
    found = facts_of(actor=group, object=team)
    assert found.actor is None
    assert found.agents == ("openid:urn:a", "openid:urn:b", "openid:urn:team", "openid:urn:c")
    assert found.activity is None


def test_what_a_sub_statement_is_about_is_no_fact_of_the_statement() -> None:
    inner = {
        "objectType": "SubStatement",
        "actor": {"openid": "urn:x"},
        "verb": {"id": "urn:v"},
        "object": {"id": "urn:o"},
    }
    found = facts_of(object=inner)
    assert (found.activity, found.agents) == (None, ("mbox:mailto:a@b.example",))


def test_what_is_within_a_sub_statement_is_related() -> None:
    inner = {
        "objectType": "SubStatement",
        "actor": {"openid": "urn:x"},
        "verb": {"id": "urn:v"},
        "object": {"id": "urn:o"},
        "context": {
            "instructor": {"openid": "urn:i"},
            "contextActivities": {"parent": {"id": "urn:p"}, "other": [{"id": "urn:q"}]},
        },
    }
    found = facts_of(object=inner)
    assert found.related_agents == ("openid:urn:x", "openid:urn:i")
    assert found.related_activities == ("urn:o", "urn:p", "urn:q")


def test_the_agents_of_a_context_are_related_and_so_are_members_of_its_groups() -> None:
    group = {"objectType": "Group", "member": [{"openid": "urn:b"}, {"openid": "urn:c"}]}
    context = {
        "contextAgents": [{"objectType": "contextAgent", "agent": {"openid": "urn:a"}}],
        "contextGroups": [{"objectType": "contextGroup", "group": group}],
    }
    assert facts_of(context=context).related_agents == ("openid:urn:a", "openid:urn:b", "openid:urn:c")


def test_what_a_narrow_filter_finds_is_not_repeated_for_a_broad_one() -> None:
    context = {"instructor": ACTOR, "contextActivities": {"grouping": [{"id": "urn:o"}, {"id": "urn:g"}]}}
    found = facts_of(context=context)
    assert (found.related_agents, found.related_activities) == ((), ("urn:g",))


def test_only_an_object_is_a_reference_that_counts() -> None:
    found = facts_of(object=REFERENCE)
    assert (found.refers_to, found.activity) == ("8f87ccde-bb56-4c2e-ab83-44982ef22df0", None)
    inner = {"objectType": "SubStatement", "actor": ACTOR, "verb": {"id": "urn:v"}, "object": REFERENCE}
    assert facts_of(object=inner).refers_to is None
    assert facts_of(context={"statement": REFERENCE}).refers_to is None


@pytest.mark.parametrize(
    ("score", "scaled"),
    [
        ({}, None),
        ({"scaled": 0.95}, "0.95"),
        ({"scaled": 1, "raw": 0, "max": 10}, "1"),
        ({"scaled": -0.1}, "-0.1"),
        ({"raw": 7}, None),
        ({"raw": 7, "max": 10}, "0.7"),
        ({"raw": 7, "min": 5, "max": 10}, "0.4"),
        ({"raw": 0.1, "max": 0.3, "min": 0.0}, "0.3333333333333333333333333333333333"),
        ({"raw": -5, "max": 10}, "-0.5"),
        ({"raw": -50, "max": 10}, "-1"),
        ({"raw": 0, "max": 0}, None),
        ({"raw": -3, "max": -1}, None),
        ({"raw": -3, "min": -5, "max": -1}, "0.5"),
    ],
)
def test_a_score_is_scaled_by_itself_or_from_raw(score: dict[str, float], scaled: str | None) -> None:
    assert facts_of(result={"score": score}).score_scaled == (None if scaled is None else Decimal(scaled))


def test_a_score_of_any_size_fits_a_decimal128() -> None:
    scaled = facts_of(result={"score": {"raw": 1, "max": int("9" * 4000)}}).score_scaled
    assert scaled is not None
    assert len(scaled.as_tuple().digits) <= 34
