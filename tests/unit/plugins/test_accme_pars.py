"""Reports to ACCME PARS, and the rules of the boards."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from lrs.credits.credit import Part
from lrs.credits.document import read
from lrs.credits.once import Once
from lrs.credits.policy import Policy
from lrs.plugins import CreditType, NothingToReport, Record, Report, ReportWriter
from lrs_plugins.accme_pars import lrs_check_policy, lrs_credit_types, lrs_report_writers
from lrs_plugins.accme_pars.boards import BOARDS
from lrs_schemas import load
from tests.unit.plugins.golden import expected, pretty
from tests.unit.reports.samples import ANA, CREATED, FIRST, LAST, award

PAGE = Path(__file__).parents[3] / "docs" / "plugins" / "accme-pars.md"
TYPES: dict[str, CreditType] = {each.body: each for each in lrs_credit_types()}
PHYSICIAN = replace(ANA, profession="physician")


def example() -> dict[str, Any]:
    """Return the configuration that the page shows, for the policy of the tests."""
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    configuration: dict[str, Any] = read(found[1])
    [activity] = configuration["activities"].values()
    return configuration | {"activities": {award("p-1")[1].id: activity}}


def writer(body: str, form: str, **changes: Any) -> ReportWriter:
    writers = lrs_report_writers(example() | changes)
    [one] = [each for each in writers if (each.body, each.format) == (body, form)]
    return one


def policy(*bodies: str) -> Policy:
    """Return the example policy, which gives the credit of these bodies."""
    given = award("p-1")[1]
    [cme] = given.credits
    points = {body: replace(cme, body=body, type=TYPES[body].name) for body in bodies if body in TYPES}
    return replace(given, credits=tuple(points.get(body, cme) for body in bodies))


def record(body: str = "abim", **changes: Any) -> Record:
    """Return an award of Ana's."""
    given = policy("ama-pra", "abim")
    name = TYPES[body].name if body in TYPES else "AMA PRA Category 1 Credit"
    entry = award("p-1", body=body, credit_type=name)[0]
    return replace(Record(entry, given, PHYSICIAN), **changes)


def report(*records: Record) -> Report:
    return Report(records[0].entry.body if records else "abim", FIRST, LAST, records, CREATED)


def written(by: ReportWriter, *records: Record) -> bytes:
    return b"".join(by.write(report(*records)))


def faults(schema: str, document: Any) -> list[str]:
    return [each.json_path for each in Draft202012Validator(load(schema)).iter_errors(document)]


@pytest.mark.parametrize("completed", ["date-time", "date"])
@pytest.mark.parametrize("body", ["ama-pra", "abim"])
def test_the_learner_report_is_valid_by_our_schema(body: str, completed: str) -> None:
    document = json.loads(written(writer(body, "pars-learners.json", completed=completed), record(body)))
    assert faults("accme-learner-report", document) == []


def test_the_activities_are_valid_by_our_schema() -> None:
    document = json.loads(written(writer("ama-pra", "pars-activities.json"), record("ama-pra")))
    assert faults("accme-activities", document) == []


def test_the_documents_are_as_a_reviewer_read_them() -> None:
    deleted = record(action="delete")
    learners = written(writer("abim", "pars-learners.json"), deleted, record())
    shown = msgspec.json.format(learners, indent=2) + b"\n"
    assert shown == expected("pars-learners.json", shown)
    xml = pretty(written(writer("abim", "pars-learners.xml"), deleted, record()))
    assert xml == expected("pars-learners.xml", xml)
    xml = pretty(activity_document(record("ama-pra")))
    assert xml == expected("pars-activity.xml", xml)
    activities = written(writer("ama-pra", "pars-activities.json"), record("ama-pra"))
    shown = msgspec.json.format(activities, indent=2) + b"\n"
    assert shown == expected("pars-activities.json", shown)


def activity_document(*records: Record) -> bytes:
    """Return the one document in the archive."""
    data = written(writer("ama-pra", "pars-activities.zip"), *records)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        [name] = archive.namelist()
        return archive.read(name)


def test_the_xml_of_an_activity_is_valid_by_the_schema_it_is_based_on(shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "activity.xml"
    file.write_bytes(activity_document(record("ama-pra")))
    validate = [sys.executable, str(shared / "medbiq" / "validate.py"), "metrics/v2", str(file)]
    checked = subprocess.run(validate, capture_output=True, text=True, check=False)
    assert checked.stdout == "valid\n"


@pytest.mark.parametrize("edition", ["v1", "v2"])
def test_the_xml_is_valid_by_the_schema_it_is_based_on(edition: str, shared: Path, tmp_path: Path) -> None:
    by = writer("abim", "pars-learners.xml", xml={"edition": edition, "namespace": "urn:x"})
    file = tmp_path / "report.xml"
    file.write_bytes(written(by, record()))
    validate = [
        sys.executable,
        str(shared / "medbiq" / "validate.py"),
        f"activityreport/{edition}",
        str(file),
    ]
    checked = subprocess.run(validate, capture_output=True, text=True, check=False)
    assert checked.stdout == "valid\n"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("Member", "PersonalInfo", "BirthDate"), "1970-02-28"),
        (("Activity", "ProviderOrganization"), "1234"),
        (("Activity", "Module", "ModuleName", "moduleID"), "12345678"),
        (("Activity", "Module", "Status"), "Registered"),
        (("Activity", "Module", "CompletedDateTime"), "2026-03-01T23:30:00Z"),
        (("Activity", "Module", "CreditCertificate", 0, "CreditReceived", "numberOfCredits"), 0.3),
        (("Activity", "Module", "CreditCertificate", 0, "CreditID"), "ccid:no-domain"),
        (("Activity", "Module", "CreditCertificate", 0, "UniqueID"), []),
        (("XtensibleInfo", "LearnerRecordAction"), "update"),
    ],
)
def test_the_schema_refuses_what_the_draft_lets_pass(path: tuple[Any, ...], value: Any) -> None:
    document = json.loads(written(writer("abim", "pars-learners.json"), record()))
    part = document["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"][0]
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    assert faults("accme-learner-report", document) != []


def test_a_changed_award_is_deleted_and_added_again() -> None:
    by = writer("abim", "pars-learners.json")
    old, new = record(action="delete"), record()
    reports = json.loads(written(by, old, new))["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]
    assert [each["XtensibleInfo"]["LearnerRecordAction"] for each in reports] == ["delete", "add"]
    assert by.corrections == "delete and add"  # type: ignore[attr-defined]


def test_what_is_not_reportable_is_not_told() -> None:
    by = writer("abim", "pars-learners.json")
    reports = json.loads(written(by, record(), record(state="not_reportable", reason="No.")))
    assert len(reports["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]) == 1


@pytest.mark.parametrize("form", ["pars-learners.json", "pars-learners.xml"])
def test_with_nothing_to_tell_the_call_itself_is_refused(form: str) -> None:
    with pytest.raises(NothingToReport):
        writer("abim", form).write(report())


def test_no_year_of_birth_and_no_second_of_completion_is_told() -> None:
    document = written(writer("abim", "pars-learners.json"), record()).decode()
    assert '"BirthDate":"02-29"' in document
    assert '"CompletedDateTime":"2026-03-01T00:00:00"' in document


@pytest.mark.parametrize("form", ["pars-learners.json", "pars-learners.xml"])
def test_a_provider_keeps_its_leading_zeros(form: str) -> None:
    root = written(writer("abim", form), record())
    assert b"0001234" in root
    assert b"0009999" in root


def test_the_xml_has_the_elements_of_accme_in_the_configured_namespace() -> None:
    root = etree.fromstring(written(writer("abim", "pars-learners.xml"), record(action="delete")))
    assert root.findtext(".//{urn:ask:accme}LearnerRecordAction") == "delete"
    assert root.findtext(".//{urn:ask:accme}ProviderID") == "0009999"


@pytest.mark.parametrize(
    ("body", "changes", "reason"),
    [
        (
            "abim",
            {"person": replace(PHYSICIAN, birth_month_day=None)},
            "The month and day of birth are needed",
        ),
        (
            "abim",
            {"person": replace(PHYSICIAN, npi=None, license_state=None)},
            "An NPI, or a state licence with its state and number, is needed; neither is given",
        ),
        ("abim", {"person": replace(PHYSICIAN, degree=None)}, None),
        (
            "ama-pra",
            {"person": replace(PHYSICIAN, degree="RN")},
            "AMA PRA Category 1 Credit is awarded to physicians (MD or DO) only; degree is 'RN'",
        ),
        (
            "abim",
            {"policy": replace(policy("abim"), provider=replace(policy("abim").provider, id="1234"))},
            "ACCME's number of a provider has seven digits; the policy says '1234'",
        ),
        (
            "abim",
            {"policy": replace(policy("abim"), id="other")},
            "The ACCME activity ID of the policy 'other' is not configured",
        ),
        (
            "abim",
            {"entry": replace(record().entry, part="Safety", amount=Decimal("0.3"))},
            "PARS' word for 'Safety' is not configured. PARS takes quarter hours; 0.3 is none",
        ),
    ],
)
def test_what_keeps_an_award_out_is_said(body: str, changes: dict[str, Any], reason: str | None) -> None:
    assert writer(body, "pars-learners.json").check(record(body, **changes)) == reason


def test_without_a_configuration_nothing_is_written() -> None:
    assert lrs_report_writers({}) == []


def test_without_a_namespace_no_xml_is_written() -> None:
    forms = {each.format for each in lrs_report_writers(example() | {"xml": None})}
    assert forms == {"pars-learners.json", "pars-activities.json"}


def test_two_policies_cannot_have_one_activity() -> None:
    [activity] = example()["activities"].values()
    with pytest.raises(msgspec.ValidationError, match="200123456 is given to 2 policies"):
        lrs_report_writers(example() | {"activities": {"a": activity, "b": activity}})


def test_the_activity_is_registered_with_the_boards_that_have_words() -> None:
    activities = json.loads(written(writer("ama-pra", "pars-activities.json"), record("ama-pra")))
    [activity] = activities["ACCMEActivities"]["MedicalEducationMetrics"]
    [registration] = activity["XtensibleInfo"]["MOCRegistrations"]
    assert registration["boardName"] == "ABIM"
    assert activity["ParticipationMetrics"]["participantsByCategory"] == [
        {"category": "physician", "numberOfParticipants": 1}
    ]


def changed(given: Policy, **changes: Any) -> Policy:
    """Return the policy whose last credit is otherwise."""
    *others, last = given.credits
    return replace(given, credits=(*others, replace(last, **changes)))


SPLIT = (Part("Patient Safety", Decimal("0.25")), Part("Other", Decimal("0.50")))


@pytest.mark.parametrize(
    ("given", "pointers"),
    [
        (policy("ama-pra"), []),
        (policy("ama-pra", *BOARDS), []),
        (changed(policy("abim"), step=Decimal("0.1")), ["/credit/step"]),
        (changed(policy("abim"), step=Decimal(1)), []),
        (replace(policy("abp"), once=Once("activity")), ["/once_per"]),
        (replace(policy("abp"), once=Once("date")), []),
        (replace(policy("abim"), once=Once("activity")), []),
        (changed(policy("ama-pra", "aba"), parts=SPLIT), []),
        (changed(policy("ama-pra", "aba"), parts=SPLIT[:1]), ["/credit/parts"]),
        (changed(policy("ama-pra", "aba"), parts=SPLIT, maximum=Decimal("0.50")), ["/credit/maximum"]),
    ],
)
def test_what_departs_from_the_rules_of_a_board_is_refused(given: Policy, pointers: list[str]) -> None:
    assert [each.pointer for each in lrs_check_policy(given)] == pointers


def test_journal_articles_may_count_several_times_a_day_for_abp() -> None:
    given = replace(policy("abp"), once=Once("activity"))
    article = replace(given, activity=replace(given.activity, format="journal article"))
    assert lrs_check_policy(article) == []


def test_abpmr_takes_activities_from_2025_on() -> None:
    given = policy("abpmr")
    early = replace(given, window=replace(given.window, release=FIRST.replace(year=2024)))
    assert [each.pointer for each in lrs_check_policy(early)] == ["/window/release"]
    assert lrs_check_policy(given) == []
