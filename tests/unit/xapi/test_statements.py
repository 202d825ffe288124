from __future__ import annotations

from typing import Any

import pytest

from lrs.errors import StatementRefused
from lrs.xapi.statements import check, check_agent
from lrs.xapi.versions import V1_0_3, V2_0_0, VERSIONS, Version
from tests.unit.xapi.edits import REMOVED, edited

ACTIVITY = {"id": "https://cme.example/a"}
AGENT = {"objectType": "Agent", "mbox": "mailto:a@b.example"}
GROUP = {"objectType": "Group", "member": [AGENT]}
REFERENCE = {"objectType": "StatementRef", "id": "8f87ccde-bb56-4c2e-ab83-44982ef22df0"}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided"}
SUBSTATEMENT = {"objectType": "SubStatement", "actor": AGENT, "verb": {"id": "urn:v"}, "object": ACTIVITY}
SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
IFIS: dict[str, Any] = {
    "mbox": "mailto:a@b.example",
    "mbox_sha1sum": "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
    "openid": "https://id.example/a",
    "account": {"homePage": "https://lms.example/", "name": "a"},
}
IRI = "https://cme.example/x"

# (pointer, value): accepted at this place of a statement, and there inside a SubStatement.
GOOD: list[tuple[str, Any]] = [
    ("/actor", GROUP),
    ("/actor", {"objectType": "Group", "openid": IRI}),
    ("/actor", {"objectType": "Group", "openid": IRI, "member": []}),
    *(("/actor", {name: value}) for name, value in IFIS.items()),
    ("/actor/name", ""),
    ("/verb/display", REMOVED),
    ("/verb/display", {}),
    *(
        ("/verb/display", {tag: ""})
        for tag in (
            "und",
            "cmn",
            "es-MX",
            "es-419",
            "zh-Hans-CN",
            "zh-cmn-Hans",
            "sl-rozaj-biske",
            "de-CH-1901",
            "en-a-bbb-b-ccc-x-a-a",
            "x-whatever",
            "i-klingon",
            "en-GB-oed",
        )
    ),
    ("/object", ACTIVITY),
    ("/object/definition", {}),
    ("/object/definition/extensions", {"urn:x": {"": [None, 1e300, {"Null": None}]}}),
    *(
        ("/object/definition/interactionType", kind)
        for kind in (
            "true-false",
            "fill-in",
            "long-fill-in",
            "matching",
            "performance",
            "sequencing",
            "numeric",
        )
    ),
    ("/object/id", "urn:uuid:5b1fa6d6-3f7c-4f0e-9d5a-0c9f3f1f2a11"),
    ("/object/id", "http://AMs3dTr16dgI1Iy6Zgw_course_id"),
    ("/object/id", "https://cme.example/курс/%20?q=a#b"),
    ("/result", {}),
    ("/result/score", {"raw": -12345678901234567890123, "max": 0}),
    ("/result/score/scaled", -1),
    ("/result/score/scaled", 1.0),
    ("/result/score/scaled", 1.5e-7),
    *(
        ("/result/duration", duration)
        for duration in (
            "P4W",
            "P3Y1M29DT4H35M59.14S",
            "PT0S",
            "PT1.5H",
            "P0,5D",
            "PT01H02M00S",
            "P1DT00H00M03.25S",
            "PT1H0M0.1S",
        )
    ),
    ("/context", {}),
    ("/context/instructor", GROUP),
    ("/context/contextActivities", {}),
    ("/timestamp", "2026-02-28t23:59:60z"),
    ("/timestamp", "2026-01-01T00:00:00+23:59"),
    ("/timestamp", "2026-01-01T00:00:00-00:30"),
    ("/attachments", []),
    ("/attachments/0/sha2", "a" * 128),
    ("/attachments/0/fileUrl", REMOVED),
    ("/attachments/0/length", 0),
]

# (pointer, value, rule, the pointer that the error names where it is another).
BAD: list[tuple[str, Any, str, str]] = [
    ("/actor", REMOVED, "missing", ""),
    ("/verb", REMOVED, "missing", ""),
    ("/object", REMOVED, "missing", ""),
    ("/Actor", AGENT, "unknown", ""),
    ("/actor", None, "agent", ""),
    ("/actor", [AGENT], "agent", ""),
    ("/actor", "mailto:a@b.example", "agent", ""),
    ("/actor", {}, "agent.ifi", ""),
    ("/actor", {"name": "A"}, "agent.ifi", ""),
    ("/actor", {"mbox": IFIS["mbox"], "openid": IRI}, "agent.ifi", ""),
    ("/actor", {"objectType": "Group", **IFIS}, "agent.ifi", ""),
    ("/actor", {"objectType": "Group"}, "group.missing", ""),
    ("/actor", {"objectType": "Group", "member": [GROUP]}, "agent.objectType", "/actor/member/0/objectType"),
    ("/actor", {**AGENT, "objectType": "Gruop", "member": []}, "agent.objectType", "/actor/objectType"),
    ("/actor", {"objectType": "Group", "member": [{}]}, "agent.ifi", "/actor/member/0"),
    ("/actor", {"objectType": "Group", "member": AGENT}, "group.member", "/actor/member"),
    ("/actor", {**AGENT, "member": []}, "agent.unknown", "/actor/member"),
    ("/actor/objectType", "agent", "agent.objectType", ""),
    ("/actor/objectType", "Activity", "agent.objectType", ""),
    ("/actor/Mbox", IFIS["mbox"], "agent.unknown", ""),
    ("/actor/name", None, "text", ""),
    ("/actor/name", 7, "text", ""),
    ("/actor/mbox", "a@b.example", "mbox", ""),
    ("/actor/mbox", "mailto:a.b.example", "mbox", ""),
    ("/actor/mbox", "mailto:a@b.example\n", "mbox", ""),
    ("/actor/mbox", "mailto:a@b@c", "mbox", ""),
    ("/actor", {"mbox_sha1sum": "2fd4"}, "mbox_sha1sum", "/actor/mbox_sha1sum"),
    ("/actor", {"mbox_sha1sum": "g" * 40}, "mbox_sha1sum", "/actor/mbox_sha1sum"),
    ("/actor", {"openid": "id.example/a"}, "iri", "/actor/openid"),
    ("/actor", {"account": {"name": "a"}}, "account.missing", "/actor/account"),
    ("/actor", {"account": {"homePage": IRI}}, "account.missing", "/actor/account"),
    ("/actor", {"account": {"homePage": "lms", "name": "a"}}, "iri", "/actor/account/homePage"),
    ("/actor", {"account": {**IFIS["account"], "id": 1}}, "account.unknown", "/actor/account/id"),
    ("/verb", {}, "verb.missing", ""),
    ("/verb/id", "answered", "iri", ""),
    ("/verb/id", "", "iri", ""),
    ("/verb/id", "ab=c://x.example", "iri", ""),
    ("/verb/id", "http://x.example/a b", "iri", ""),
    ("/verb/id", "http://x.example/{a}", "iri", ""),
    ("/verb/id", "http://x.example/a\n", "iri", ""),
    ("/verb/Display", {}, "verb.unknown", ""),
    ("/verb/display", "answered", "language-map", ""),
    ("/verb/display/en-US", None, "text", ""),
    ("/verb/display/a12345678", "x", "language-tag", ""),
    ("/verb/display/something", "x", "language-tag", ""),
    ("/verb/display/en_US", "x", "language-tag", ""),
    ("/verb/display/", "x", "language-tag", ""),
    ("/verb/display/e", "x", "language-tag", ""),
    ("/verb/display/en\n", "x", "language-tag", ""),
    ("/verb/display/zh-z-aaa-z-bbb-c-ccc", "x", "language-tag", ""),
    ("/verb/display/en-a-bb-b-cc-dd-a-ee", "x", "language-tag", ""),
    ("/object", {"objectType": "activity", **ACTIVITY}, "object.objectType", "/object/objectType"),
    ("/object", {"objectType": "Activity"}, "activity.missing", ""),
    ("/object", {"objectType": "StatementRef"}, "statement-ref.missing", ""),
    ("/object", {**REFERENCE, "definition": {}}, "statement-ref.unknown", "/object/definition"),
    ("/object", {"objectType": "Agent"}, "agent.ifi", ""),
    ("/object", {"objectType": "Group"}, "group.missing", ""),
    ("/object", AGENT, "context.activity-only", "/context"),
    ("/object", REFERENCE, "context.activity-only", "/context"),
    ("/object/id", "question-1", "iri", ""),
    ("/object/definition", [], "definition", ""),
    ("/object/definition/moreinfo", IRI, "definition.unknown", ""),
    ("/object/definition/moreInfo", "../info", "iri", ""),
    ("/object/definition/type", "course", "iri", ""),
    ("/object/definition/name/x_y", "", "language-tag", ""),
    ("/object/definition/interactionType", "Choice", "interactionType", ""),
    ("/object/definition/interactionType", REMOVED, "definition.interactionType", "/object/definition"),
    ("/object/definition/correctResponsesPattern", "fever", "correctResponsesPattern", ""),
    (
        "/object/definition/correctResponsesPattern",
        [1],
        "text",
        "/object/definition/correctResponsesPattern/0",
    ),
    ("/object/definition/choices", {}, "interaction-components", ""),
    (
        "/object/definition/choices/0/id",
        REMOVED,
        "interaction-component.missing",
        "/object/definition/choices/0",
    ),
    ("/object/definition/choices/0/Id", "1", "interaction-component.unknown", ""),
    (
        "/object/definition/choices/1/id",
        "fever",
        "interaction-components.distinct",
        "/object/definition/choices",
    ),
    ("/object/definition/steps", [{"id": 1}], "text", "/object/definition/steps/0/id"),
    ("/object/definition/extensions/level", 1, "iri", ""),
    ("/result", [], "result", ""),
    ("/result/Success", True, "result.unknown", ""),
    ("/result/success", "true", "boolean", ""),
    ("/result/completion", 1, "boolean", ""),
    ("/result/response", 1, "text", ""),
    *(
        ("/result/duration", duration, "duration", "")
        for duration in ("P4W1D", "P", "PT", "P1H", "PT1D", "PT1.5H3M", "-PT1S", "1:30", "PT1S\n", "P1YT", 90)
    ),
    ("/result/extensions", None, "extensions", ""),
    ("/result/extensions/a b", 1, "iri", ""),
    ("/result/score", 5, "score", ""),
    ("/result/score/scaled", 1.01, "score.scaled", ""),
    ("/result/score/scaled", -1.00001, "score.scaled", ""),
    ("/result/score/scaled", "0.5", "score.scaled", ""),
    ("/result/score/raw", "5", "number", ""),
    ("/result/score/raw", True, "number", ""),
    ("/result/score/raw", 10.5, "score.order", ""),
    ("/result/score/raw", -0.5, "score.order", ""),
    ("/result/score/max", 0, "score.order", "/result/score/min"),
    ("/result/score/Raw", 1, "score.unknown", ""),
    ("/context", None, "context", ""),
    ("/context/Platform", "x", "context.unknown", ""),
    ("/context/registration", "EC531277", "uuid", ""),
    ("/context/registration", "EC531277B57B4C158D91D292C5B2B8F7", "uuid", ""),
    ("/context/registration", "{EC531277-B57B-4C15-8D91-D292C5B2B8F7}", "uuid", ""),
    ("/context/registration", "EC531277-B57B-4C15-8D91-D292C5B2B8F7\n", "uuid", ""),
    ("/context/registration", "MC531277-B57B-4C15-8D91-D292C5B2B8F7", "uuid", ""),
    ("/context/instructor", {}, "agent.ifi", ""),
    ("/context/team", AGENT, "group.objectType", "/context/team/objectType"),
    ("/context/team/member/1/mbox", "two", "mbox", ""),
    ("/context/contextActivities", [], "contextActivities", ""),
    ("/context/contextActivities/Parent", [], "contextActivities.unknown", ""),
    ("/context/contextActivities/parent", {}, "activity.missing", ""),
    ("/context/contextActivities/parent", None, "activity", ""),
    ("/context/contextActivities/parent/id", "quiz", "iri", ""),
    (
        "/context/contextActivities/grouping/0",
        AGENT,
        "activity.objectType",
        "/context/contextActivities/grouping/0/objectType",
    ),
    ("/context/contextActivities/grouping/0/objectType", "Agent", "activity.objectType", ""),
    ("/context/contextActivities/other/0/definition/scale/0/id", 1, "text", ""),
    (
        "/context/contextActivities/other/0/definition/scale/0/id",
        "2",
        "interaction-components.distinct",
        "/context/contextActivities/other/0/definition/scale",
    ),
    ("/context/revision", 2, "text", ""),
    ("/context/language", "something", "language-tag", ""),
    ("/context/statement", ACTIVITY, "statement-ref.missing", ""),
    ("/context/statement/id", "1", "uuid", ""),
    ("/context/extensions/room", 1, "iri", ""),
    *(
        ("/timestamp", time, "timestamp", "")
        for time in (
            "2026-03-31",
            "01/011/2015",
            "2026-13-01T00:00:00Z",
            "2026-03-31T25:00:00Z",
            "2026-03-31T23:60:00Z",
            "2026-03-31 23:00:00Z",
            "2026-03-31T23:00:00.Z",
            "2008-09-15T15:53:00.601-00",
            "2008-09-15T15:53:00.601-0000",
            "2008-09-15T15:53:00.601-00:00",
            "2026-03-31T23:00:00Z\n",
            "2026-W10-1T00:00:00Z",
            1774994399,
        )
    ),
    ("/timestamp", "2026-02-30T00:00:00Z", "timestamp.exists", ""),
    ("/timestamp", "0001-01-01T00:00:00+10:00", "timestamp.exists", ""),
    ("/attachments", {}, "attachments", ""),
    ("/attachments/0", None, "attachment", ""),
    *(
        (f"/attachments/0/{name}", REMOVED, "attachment.missing", "/attachments/0")
        for name in ("usageType", "display", "contentType", "length", "sha2")
    ),
    ("/attachments/0/usageType", "certificate", "iri", ""),
    ("/attachments/0/contentType", "pdf", "media-type", ""),
    ("/attachments/0/length", "27", "attachment.length", ""),
    ("/attachments/0/length", 2.5, "attachment.length", ""),
    ("/attachments/0/length", -1, "attachment.length", ""),
    ("/attachments/0/sha2", "a" * 40, "sha2", ""),
    ("/attachments/0/fileURL", IRI, "attachment.unknown", ""),
    ("/attachments/0/fileUrl", "1.pdf", "iri", ""),
    ("/attachments/0/usageType", SIGNATURE, "attachment.signature", "/attachments/0/contentType"),
    ("/verb", VOIDED, "voiding.object", "/object/objectType"),
]


def refusal(statement: Any, version: Version) -> StatementRefused:
    with pytest.raises(StatementRefused) as caught:
        check(statement, version)
    return caught.value


def named(cases: list[Any]) -> list[Any]:
    return [pytest.param(*case, id=f"{case[0]}={case[1]!r:.40}") for case in cases]


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found


def test_a_statement_that_uses_everything_is_accepted(
    full: dict[str, Any], nested: dict[str, Any], version: Version
) -> None:
    check(full, version)
    check(nested, version)


@pytest.mark.parametrize(("pointer", "value"), named(GOOD))
def test_what_the_standard_allows_is_accepted(
    pointer: str, value: Any, full: dict[str, Any], nested: dict[str, Any], version: Version
) -> None:
    check(edited(full, pointer, value), version)
    check(edited(nested, "/object" + pointer, value), version)


@pytest.mark.parametrize(("pointer", "value", "rule", "at"), named(BAD))
def test_what_breaks_a_rule_is_refused_with_its_name_and_place(
    pointer: str,
    value: Any,
    rule: str,
    at: str,
    full: dict[str, Any],
    nested: dict[str, Any],
    version: Version,
) -> None:
    about_statement = rule in {"missing", "unknown"}
    at = "" if rule == "missing" else at or pointer
    error = refusal(edited(full, pointer, value), version)
    assert (error.rule, error.pointer) == (f"statement.{rule}" if about_statement else rule, at)
    error = refusal(edited(nested, "/object" + pointer, value), version)
    assert (error.rule, error.pointer) == (
        f"sub-statement.{rule}" if about_statement else rule,
        "/object" + at,
    )


@pytest.mark.parametrize(
    ("pointer", "value", "rule", "at"),
    named(
        [
            ("/id", "", "uuid", "/id"),
            ("/id", None, "uuid", "/id"),
            ("/stored", "yesterday", "timestamp", "/stored"),
            ("/stored", "2026-02-30T00:00:00Z", "timestamp.exists", "/stored"),
            ("/version", "0.9.9", "version", "/version"),
            ("/version", "1.1.0", "version", "/version"),
            ("/version", "1.0.0\n", "version", "/version"),
            ("/version", 1.0, "version", "/version"),
            ("/authority/member", [AGENT], "authority.two-members", "/authority/member"),
            ("/authority/member", [AGENT, AGENT, AGENT], "authority.two-members", "/authority/member"),
            ("/authority/mbox", "mailto:a@b.example", "authority.anonymous", "/authority"),
            ("/authority", {"name": "A"}, "agent.ifi", "/authority"),
            ("/voided", True, "statement.unknown", "/voided"),
            ("/result/score", {"min": 1, "max": 1}, "score.order", "/result/score/min"),
        ]
    ),
)
def test_what_breaks_a_rule_of_the_statement_alone_is_refused(
    pointer: str, value: Any, rule: str, at: str, full: dict[str, Any], version: Version
) -> None:
    error = refusal(edited(full, pointer, value), version)
    assert (error.rule, error.pointer) == (rule, at)


@pytest.mark.parametrize("name", ["id", "stored", "version", "authority"])
def test_a_sub_statement_may_not_have_what_an_lrs_assigns(
    name: str, full: dict[str, Any], nested: dict[str, Any], version: Version
) -> None:
    error = refusal(edited(nested, f"/object/{name}", full[name]), version)
    assert (error.rule, error.pointer) == ("sub-statement.unknown", f"/object/{name}")


def test_a_sub_statement_may_not_nest_another(nested: dict[str, Any], version: Version) -> None:
    plain = edited(nested, "/object/context", REMOVED)
    error = refusal(edited(plain, "/object/object", SUBSTATEMENT), version)
    assert (error.rule, error.pointer) == ("object.objectType", "/object/object/objectType")


@pytest.mark.parametrize("object_", [AGENT, GROUP, REFERENCE, SUBSTATEMENT], ids=lambda o: o["objectType"])
def test_an_object_of_every_type_is_accepted(object_: dict[str, Any], version: Version) -> None:
    check({"actor": AGENT, "verb": {"id": "urn:v"}, "object": object_}, version)


def test_a_statement_is_referred_to_by_its_uuid(version: Version) -> None:
    reference = {"objectType": "StatementRef", "id": "https://cme.example/statements/1"}
    error = refusal({"actor": AGENT, "verb": {"id": "urn:v"}, "object": reference}, version)
    assert (error.rule, error.pointer) == ("uuid", "/object/id")


def test_a_voiding_statement_refers_to_a_statement(version: Version) -> None:
    check({"actor": AGENT, "verb": VOIDED, "object": REFERENCE}, version)
    error = refusal({"actor": AGENT, "verb": VOIDED, "object": AGENT}, version)
    assert (error.rule, error.pointer) == ("voiding.object", "/object/objectType")


@pytest.mark.parametrize("value", [None, [], "x", 1, True], ids=repr)
def test_what_is_no_object_is_no_statement(value: Any, version: Version) -> None:
    assert refusal(value, version).rule == "statement"


def test_messages_are_plain_words(full: dict[str, Any]) -> None:
    def message(pointer: str, value: Any) -> str:
        return str(refusal(edited(full, pointer, value), V1_0_3))

    assert message("/actor/mbox", REMOVED) == (
        "actor needs exactly one of mbox, mbox_sha1sum, openid or account"
    )
    assert message("/verb/id", REMOVED) == "verb needs id"
    assert message("/verb/Display", {}) == "verb may not have Display"
    assert message("/verb/display/en_US", "x") == (
        "the key en_US of verb.display must be a language tag of RFC 5646, such as en or en-US"
    )
    assert message("/context/contextActivities/grouping/0/id", 1) == (
        "context.contextActivities.grouping[0].id must be an IRI with a scheme and without spaces, such as "
        "https://example.org/courses/1"
    )
    assert message("/result/score/raw", 11) == "result.score.raw must not be greater than max"


@pytest.mark.parametrize("value", ["1.0", "1.0.3", "2.0.0", "2.0"])
def test_2_0_0_accepts_statements_of_both_versions(value: str, full: dict[str, Any]) -> None:
    check(edited(full, "/version", value), V2_0_0)


def test_1_0_3_refuses_statements_of_2_0_0(full: dict[str, Any]) -> None:
    assert refusal(edited(full, "/version", "2.0.0"), V1_0_3).rule == "version"


@pytest.mark.parametrize(
    "time",
    ["2026-03-31T23:00:00", "2026-03-31T23:00:00+02", "2026-03-31T23:00:00,5+0200", "2026-03-31T24:00:00Z"],
)
def test_2_0_0_takes_rfc_3339_where_1_0_3_takes_more_of_iso_8601(time: str, full: dict[str, Any]) -> None:
    check(edited(full, "/timestamp", time), V1_0_3)
    assert refusal(edited(full, "/timestamp", time), V2_0_0).rule == "timestamp"


CONTEXT_AGENT = {"objectType": "contextAgent", "agent": AGENT, "relevantTypes": ["urn:role"]}
CONTEXT_GROUP = {"objectType": "contextGroup", "group": GROUP, "relevantTypes": ["urn:role"]}


def test_only_2_0_0_has_context_agents_and_groups(full: dict[str, Any], nested: dict[str, Any]) -> None:
    for name, value in (("contextAgents", CONTEXT_AGENT), ("contextGroups", CONTEXT_GROUP)):
        check(edited(full, f"/context/{name}", [value]), V2_0_0)
        check(edited(nested, f"/object/context/{name}", [value]), V2_0_0)
        error = refusal(edited(full, f"/context/{name}", [value]), V1_0_3)
        assert (error.rule, error.pointer) == ("context.unknown", f"/context/{name}")


@pytest.mark.parametrize(
    ("pointer", "value", "rule"),
    named(
        [
            ("/contextAgents", CONTEXT_AGENT, "contextAgents"),
            ("/contextAgents/0/objectType", "contextGroup", "contextAgent.objectType"),
            ("/contextAgents/0/agent", {"key": 1}, "agent.unknown"),
            ("/contextAgents/0/agent", GROUP, "agent.objectType"),
            ("/contextAgents/0/relevantTypes", [], "relevantTypes"),
            ("/contextAgents/0/relevantTypes", ["abc"], "iri"),
            ("/contextAgents/0/role", "x", "contextAgent.unknown"),
            ("/contextGroups/0/group", AGENT, "group.objectType"),
            ("/contextGroups/0/objectType", REMOVED, "contextGroup.missing"),
            ("/contextGroups/0/group", REMOVED, "contextGroup.missing"),
            ("/contextGroups/0/relevantTypes", None, "relevantTypes"),
            ("/contextGroups/0/member", [AGENT], "contextGroup.unknown"),
        ]
    ),
)
def test_context_agents_and_groups_have_rules(
    pointer: str, value: Any, rule: str, full: dict[str, Any], nested: dict[str, Any]
) -> None:
    for statement, place in ((full, "/context"), (nested, "/object/context")):
        good = edited(statement, f"{place}/contextAgents", [CONTEXT_AGENT])
        good = edited(good, f"{place}/contextGroups", [CONTEXT_GROUP])
        error = refusal(edited(good, place + pointer, value), V2_0_0)
        assert error.rule == rule
        assert error.pointer is not None
        assert error.pointer.startswith(f"{place}/context")


def test_published_statements_are_accepted(real_statements: list[dict[str, Any]]) -> None:
    for statement in real_statements:
        check(statement, V1_0_3)


@pytest.mark.parametrize("agent", [AGENT, GROUP, *({name: value} for name, value in IFIS.items())], ids=repr)
def test_an_agent_can_be_checked_by_itself(agent: dict[str, Any]) -> None:
    check_agent(agent)


@pytest.mark.parametrize(
    "agent", [None, [], {}, {"mbox": 5}, {"account": "x"}, {**AGENT, "openid": IRI}], ids=repr
)
def test_what_is_no_agent_is_refused(agent: Any) -> None:
    with pytest.raises(StatementRefused):
        check_agent(agent)
