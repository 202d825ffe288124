"""The MedBiquitous formats, held to their schemas."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from lrs.credits.document import read
from lrs.plugins import NothingToReport, Person, Record, Report, ReportWriter
from lrs.reports.compilation import compile_report
from lrs_plugins.medbiq import lrs_report_writers
from tests.unit.plugins.golden import expected, pretty
from tests.unit.reports.samples import ANA, BOB, CREATED, FIRST, LAST, award, compiled

PAGE = Path(__file__).parents[3] / "docs" / "plugins" / "medbiq.md"
METRICS = "{http://ns.medbiq.org/metrics/v2/}"
CREDIT = "{http://ns.medbiq.org/lom/extend/v1/}"
NURSE = replace(BOB, profession="nurse")
BARE = Person(id="p-3", given_name="Chi", family_name="Wu")


def writer(form: str) -> ReportWriter:
    """Return a writer of the body that the page configures."""
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    [one] = [each for each in lrs_report_writers(read(found[1])) if each.format == form]
    return one


def report(*people: Person) -> Report:
    """Return the report on one award for each of these people."""
    by = writer("xml")
    entry, policy = award("p-1", body=by.body)
    offered = replace(policy, credits=tuple(replace(each, body=by.body) for each in policy.credits))
    awards = [(replace(entry, learner=person.id, id=f"entry-of-{person.id}"), offered) for person in people]
    return compile_report(by, FIRST, LAST, awards, {person.id: person for person in people}, CREATED)


def documents(form: str, what: Report) -> list[bytes]:
    """Return the XML documents that a format writes."""
    data = b"".join(writer(form).write(what))
    if not form.endswith(".zip"):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return [archive.read(name) for name in archive.namelist()]


def faults(document: bytes, schema: str, shared: Path, folder: Path) -> str:
    """Return what a document does against its schema, or "valid"."""
    file = folder / "document.xml"
    file.write_bytes(document)
    command = [sys.executable, str(shared / "medbiq" / "validate.py"), schema, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


FORMATS = [("xml", "activityreport/v2"), ("v1.xml", "activityreport/v1"), ("metrics.zip", "metrics/v2")]


@pytest.mark.parametrize(("form", "schema"), FORMATS)
@pytest.mark.parametrize("people", [(ANA,), (BARE,), (ANA, NURSE, BARE)])
def test_every_document_is_valid_by_its_schema(
    form: str, schema: str, people: tuple[Person, ...], shared: Path, tmp_path: Path
) -> None:
    assert [faults(each, schema, shared, tmp_path) for each in documents(form, report(*people))] == ["valid"]


@pytest.mark.parametrize(("form", "schema"), FORMATS)
def test_every_document_is_as_a_reviewer_read_it(form: str, schema: str) -> None:
    [document] = documents(form, report(ANA, NURSE))
    assert pretty(document) == expected(f"{schema.replace('/', '-')}.xml", pretty(document))


def test_the_first_version_tells_no_year_of_birth() -> None:
    [document] = documents("v1.xml", report(ANA))
    assert b"Birth" not in document


def test_metrics_count_persons_and_sum_credits() -> None:
    entry, policy = award("p-1")
    second = replace(entry, award_id="another", id="another", occasion="2", amount=Decimal("0.5"))
    records = (Record(entry, policy, ANA), Record(second, policy, ANA), Record(entry, policy, NURSE))
    [document] = documents("metrics.zip", Report(entry.body, FIRST, LAST, records, CREATED))
    root = etree.fromstring(document)
    assert root.findtext(f".//{METRICS}NumberOfParticipantsReceivingCredit") == "2"
    assert root.findtext(f".//{METRICS}CreditsAwarded/{CREDIT}numberOfCredits") == "2.00"
    by_profession = [
        (each.get("profession"), each.text) for each in root.iter(f"{METRICS}ParticipantsByProfession")
    ]
    assert by_profession == [(None, "1"), ("nurse", "1")]


def test_each_policy_has_a_document_by_its_latest_version() -> None:
    entry, policy = award("p-1")
    newer = replace(policy, version=2, activity=replace(policy.activity, title="Newer"))
    other = replace(policy, id="another")
    records = tuple(Record(entry, each, ANA) for each in (policy, newer, other))
    written = documents("metrics.zip", Report(entry.body, FIRST, LAST, records, CREATED))
    titles = [etree.fromstring(each).findtext(".//{*}title/{*}string") for each in written]
    assert titles == ["Recognising sepsis", "Newer"]


@pytest.mark.parametrize(("form", "_schema"), FORMATS)
def test_with_no_ready_award_the_call_itself_is_refused(form: str, _schema: str) -> None:
    with pytest.raises(NothingToReport):
        writer(form).write(compiled(writer(form)))


def test_what_the_formats_cannot_do_without_is_named() -> None:
    entry, policy = award("p-1")
    nameless = replace(policy, provider=replace(policy.provider, domain=None))
    assert writer("xml").check(Record(entry, policy, ANA)) is None
    assert writer("xml").check(Record(entry, nameless, replace(ANA, given_name=""))) == (
        "The given and family name are needed; one is missing. "
        "The policy's provider needs a domain, by which credit is named"
    )


def test_terms_that_the_schema_does_not_have_are_refused() -> None:
    body = {"body": "x", "accrediting_body": "X", "credit_type": "CME", "credit_unit": "Minute"}
    with pytest.raises(msgspec.ValidationError, match=r"Minute.*credit_unit"):
        lrs_report_writers({"bodies": [body]})
