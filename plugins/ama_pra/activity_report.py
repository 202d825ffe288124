"""The MedBiquitous Activity Report, version 2 (29 November 2018), as XML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from lrs.plugins import NothingToReport, Record, Report
from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.ama_pra.elements import NAMESPACES, element
from lrs_plugins.ama_pra.eligibility import obstacle
from lrs_plugins.ama_pra.member import member


class ActivityReportWriter:
    """Writes one `ActivityReport` for each award that is ready."""

    body = CATEGORY_1.body
    format = "xml"
    media_type = "application/xml"

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return obstacle(record.person)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the XML, one piece for each award.

        Raises NothingToReport where no record is ready: the schema wants at least one `ActivityReport`.
        """
        if not report.ready:
            raise NothingToReport(
                f"No award of {report.body} from {report.first} to {report.last} is ready to be reported; "
                f"{len(report.not_reportable)} are not reportable."
            )
        return _pieces(report)


def _pieces(report: Report) -> Iterator[bytes]:
    sink = BytesIO()
    with etree.xmlfile(sink, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{NAMESPACES[None]}}}ActivityReports", nsmap=NAMESPACES):
            xml.write(element("DateTimeCreated", _moment(report.created)))
            xml.write(element("ReportingStartDate", report.first.isoformat()))
            xml.write(element("ReportingEndDate", report.last.isoformat()))
            for record in report.ready:
                xml.write(_activity_report(record))
                xml.flush()
                yield _drained(sink)
    yield _drained(sink)


def _drained(sink: BytesIO) -> bytes:
    piece = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return piece


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _activity_report(record: Record) -> etree._Element:
    provider = record.policy.provider
    return element(
        "ActivityReport",
        element("ReportingOrganization", provider.name),
        member(record),
        element(
            "Activity",
            element("ProviderOrganization", provider.name),
            element("ActivityName", record.policy.activity.title),
            element("Status", "Completed"),
            _module(record),
            activityID=record.entry.activity,
        ),
        arid=f"arid:{provider.domain}:{record.entry.id}",
    )


def _module(record: Record) -> etree._Element:
    return element(
        "Module",
        element("ModuleName", record.policy.activity.title, moduleID=record.entry.activity),
        element("Status", "Completed"),
        *_completed(record),
        element(
            "CreditCertificate",
            _credit_received(record),
            element("CreditID", f"ccid:{record.policy.provider.domain}:{record.entry.award_id}"),
        ),
    )


def _completed(record: Record) -> Iterator[etree._Element]:
    if record.entry.earned_on is not None:
        yield element("CompletedDateTime", _moment(record.entry.earned_on))


def _credit_received(record: Record) -> etree._Element:
    policy = record.policy
    return element(
        "CreditReceived",
        element("hx:accreditingBody", "ACCME"),
        element("hx:activityCertification", record.entry.credit_type),
        element("hx:creditType", "CME"),
        element("hx:creditUnit", "Credit"),
        element("hx:accreditedProvider", policy.provider.id),
        element("hx:releaseDate", policy.window.release.isoformat()),
        element("hx:expirationDate", policy.window.expiry.isoformat()),
        element("hx:numberOfCredits", str(record.entry.amount)),
    )
