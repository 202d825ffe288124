"""AMA PRA Category 1 Credit: the rule and the reports."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from lrs.credits.policy import parse
from lrs.errors import PolicyRefused
from lrs.plugins import NothingToReport, Person, Record, load
from lrs.reports.compilation import compile_report
from lrs_plugins.ama_pra import AMA
from lrs_plugins.ama_pra.eligibility import obstacle
from lrs_plugins.ama_pra.roster import ROSTER
from lrs_plugins.generic_roster.csv_roster import CsvRosterWriter
from lrs_plugins.medbiq.activity_report import ActivityReportWriter
from lrs_plugins.medbiq.edition import V2
from tests.unit.credits.samples import example
from tests.unit.reports.samples import ANA, BOB, CREATED, FIRST, LAST, award, compiled

AR = "{http://ns.medbiq.org/activityreport/v2/}"
MEMBER = "{http://ns.medbiq.org/member/v2/}"
NAME = "{http://ns.medbiq.org/name/v2/}"
CREDIT = "{http://ns.medbiq.org/lom/extend/v1/}"
XML = ActivityReportWriter(AMA, V2, "xml")
CSV = CsvRosterWriter(ROSTER)


def known(**changes: Any) -> Record:
    """Return the award of Ana, of whom some things are otherwise."""
    return Record(*award("p-1"), replace(ANA, **changes))


def xml(*people: Person) -> bytes:
    """Return the report on one award for each of these people."""
    report = compile_report(
        XML,
        FIRST,
        LAST,
        [award(person.id) for person in people],
        {person.id: person for person in people},
        CREATED,
    )
    return b"".join(XML.write(report))


@pytest.mark.parametrize(
    ("written", "instead", "pointer"),
    [
        ("step: 0.25", "step: 0.5", "/credit/step"),
        ("rounding: nearest", "rounding: up", "/credit/rounding"),
        ("minimum: 0.25", "minimum: 0.5", "/credit/minimum"),
        ("minutes_per_credit: 60", "minutes_per_credit: 50", "/credit/minutes_per_credit"),
    ],
)
def test_a_policy_that_departs_from_the_rule_is_refused(written: str, instead: str, pointer: str) -> None:
    assert written in example()
    with pytest.raises(PolicyRefused) as refused:
        load().check(parse(example().replace(written, instead)))
    assert refused.value.pointer == pointer


@pytest.mark.parametrize("ties", ["up", "down", "even"])
def test_ties_are_free(ties: str) -> None:
    load().check(parse(example().replace("ties: up", f"ties: {ties}")))


def test_a_policy_needs_a_domain_to_name_credits_by() -> None:
    policy = parse(example())
    nameless = replace(policy, provider=replace(policy.provider, domain=None))
    with pytest.raises(PolicyRefused) as refused:
        load().check(nameless)
    assert refused.value.pointer == "/provider/domain"


@pytest.mark.parametrize("degree", ["MD", "DO", "M.D.", "d.o.", "MD, PhD", "PhD MD", "MBBS/MD"])
def test_physicians_are_reportable(degree: str) -> None:
    assert obstacle(known(degree=degree)) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"degree": "RN"},
            "AMA PRA Category 1 Credit is awarded to physicians (MD or DO) only; degree is 'RN'",
        ),
        (
            {"degree": None},
            "AMA PRA Category 1 Credit is awarded to physicians (MD or DO) only; no degree is given",
        ),
        (
            {"degree": "MDiv"},
            "AMA PRA Category 1 Credit is awarded to physicians (MD or DO) only; degree is 'MDiv'",
        ),
        ({"given_name": ""}, "The legal given and family name are needed; one is missing"),
        (
            {"npi": None, "license_number": None},
            "An NPI, or a state licence with its state and number, is needed; neither is given",
        ),
        (
            {"family_name": "", "npi": None, "license_state": None},
            (
                "The legal given and family name are needed; one is missing. "
                "An NPI, or a state licence with its state and number, is needed; neither is given"
            ),
        ),
    ],
)
def test_what_keeps_credit_out_of_a_report_is_said_in_plain_words(
    changes: dict[str, Any], reason: str
) -> None:
    assert obstacle(known(**changes)) == reason


@pytest.mark.parametrize("changes", [{"npi": None}, {"license_state": None, "license_number": None}])
def test_an_npi_or_a_licence_is_enough(changes: dict[str, Any]) -> None:
    assert obstacle(known(**changes)) is None


def test_the_activity_report_tells_who_earned_what_when_and_from_whom() -> None:
    entry, policy = award("p-1")
    root = etree.fromstring(xml(ANA))
    assert root.tag == f"{AR}ActivityReports"
    assert root.findtext(f"{AR}DateTimeCreated") == "2026-07-01T08:00:00Z"
    assert root.findtext(f"{AR}ReportingStartDate") == "2026-01-01"
    assert root.findtext(f"{AR}ReportingEndDate") == "2026-06-30"
    [report] = root.findall(f"{AR}ActivityReport")
    assert report.get("arid") == f"arid:cme.example.org:{entry.id}"
    assert report.findtext(f"{AR}ReportingOrganization") == policy.provider.name
    module = report.find(f"{AR}Activity/{AR}Module")
    assert module is not None
    assert module.findtext(f"{AR}ModuleName") == "Recognising sepsis"
    assert module.findtext(f"{AR}CompletedDateTime") == "2026-03-01T12:09:00Z"
    assert module.findtext(f"{AR}CreditCertificate/{AR}CreditID") == f"ccid:cme.example.org:{entry.award_id}"
    received = module.find(f"{AR}CreditCertificate/{AR}CreditReceived")
    assert received is not None
    assert [(part.tag.removeprefix(CREDIT), part.text) for part in received] == [
        ("accreditingBody", "ACCME"),
        ("activityCertification", "AMA PRA Category 1 Credit"),
        ("creditType", "CME"),
        ("creditUnit", "Credit"),
        ("accreditedProvider", "0001234"),
        ("releaseDate", "2026-01-01"),
        ("expirationDate", "2028-12-31"),
        ("numberOfCredits", "0.75"),
    ]


def test_the_activity_report_tells_what_identifies_the_physician() -> None:
    member = etree.fromstring(xml(ANA)).find(f"{AR}ActivityReport/{AR}Member")
    assert member is not None
    assert [(each.get("domain"), each.text) for each in member.findall(f"{MEMBER}UniqueID")] == [
        ("idd:cme.example.org:person", "p-1"),
        ("idd:cms.hhs.gov:npi", "1234567893"),
    ]
    assert [part.text for part in member.findall(f"{MEMBER}Name/*")] == [
        "Ana",
        "María",
        "O'Neil <Lee> & Sons",
        "M.D., PhD",
    ]
    assert member.findtext(f".//{MEMBER}LicenseNumber") == "A 123"
    assert member.findtext(f".//{MEMBER}LicensureEntityName") == "CA"
    [birth] = member.findall(f".//{MEMBER}BirthDate")
    assert (birth.text, birth.get("accuracy")) == ("2000-02-29", "DayMonth")


def test_the_credit_id_outlives_an_amendment_and_the_report_id_does_not() -> None:
    first, policy = award("p-1")
    amended = replace(first, id="amended", number=2, kind="amended", amount=Decimal("1.00"))
    [before, after] = (
        etree.fromstring(b"".join(XML.write(compiled(XML, (entry, policy))))) for entry in (first, amended)
    )
    assert before.findtext(f".//{AR}CreditID") == after.findtext(f".//{AR}CreditID")
    assert [each.get("arid") for each in before.iter(f"{AR}ActivityReport")] != [
        each.get("arid") for each in after.iter(f"{AR}ActivityReport")
    ]


def test_only_ready_awards_are_in_the_activity_report() -> None:
    root = etree.fromstring(xml(ANA, BOB))
    assert [each.text for each in root.iter(f"{NAME}GivenName")] == ["Ana", "María"]


def test_the_activity_report_is_written_award_by_award() -> None:
    doctors = [replace(ANA, id=str(n)) for n in range(5)]
    report = compile_report(
        XML,
        FIRST,
        LAST,
        [award(person.id) for person in doctors],
        {person.id: person for person in doctors},
        CREATED,
    )
    pieces = list(XML.write(report))
    assert [piece.count(b"<ActivityReport ") for piece in pieces] == [1, 1, 1, 1, 1, 0]


def test_with_no_ready_award_the_call_itself_is_refused() -> None:
    report = compiled(XML, award("p-2"))
    with pytest.raises(NothingToReport, match="1 are not reportable") as refused:
        XML.write(report)
    assert (refused.value.status, refused.value.code) == (404, "nothing_to_report")


BARE = replace(ANA, middle_name=None, birth_month_day=None, license_state=None, license_number=None)
LICENSED = replace(ANA, npi=None)


@pytest.mark.parametrize("people", [(ANA,), (BARE,), (LICENSED,), (ANA, BOB, replace(BARE, id="p-3"))])
def test_the_activity_report_is_valid_by_its_schema(
    people: tuple[Person, ...], shared: Path, tmp_path: Path
) -> None:
    file = tmp_path / "report.xml"
    file.write_bytes(xml(*people))
    command = [sys.executable, str(shared / "medbiq" / "validate.py"), "activityreport/v2", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.stdout, checked.returncode) == ("valid\n", 0)


def roster(*awards: Any) -> list[dict[str, str]]:
    data = b"".join(CSV.write(compiled(CSV, *awards)))
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_the_roster_has_every_award_with_its_state_and_reason() -> None:
    entry, policy = award("p-1")
    assert entry.earned_on is not None
    later = entry.earned_on + timedelta(days=1)
    rows = roster(
        (entry, policy), award("p-2", earned_on=later), award("mbox:mailto:x@y.org", earned_on=later)
    )
    assert sorted((row["state"], row["person"], row["reason"]) for row in rows) == [
        ("not_reportable", "", "No person in the registry is known as mbox:mailto:x@y.org"),
        (
            "not_reportable",
            "p-2",
            "AMA PRA Category 1 Credit is awarded to physicians (MD or DO) only; degree is 'RN'",
        ),
        ("ready", "p-1", ""),
    ]
    [ana] = [row for row in rows if row["person"] == "p-1"]
    assert (ana["amount"], ana["award"], ana["npi"]) == ("0.75", entry.award_id, "1234567893")
    assert (ana["family_name"], ana["license_number"]) == ("O'Neil <Lee> & Sons", "A 123")


def test_a_roster_without_awards_has_its_header() -> None:
    data = b"".join(CSV.write(compiled(CSV)))
    assert data.startswith(b"state,reason,action,award,")
    assert data.count(b"\r\n") == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(start: str) -> None:
    policy = award("p-1")[1]
    activity = replace(policy.activity, title=f"{start}HYPERLINK(1)")
    [row] = roster((award("p-1")[0], replace(policy, activity=activity)))
    assert row["activity_title"] == f"'{start}HYPERLINK(1)"
