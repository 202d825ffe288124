"""The MedBiquitous Activity Report as XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lrs.plugins import NothingToReport, Record, Report
from lrs_plugins.medbiq.body import Body
from lrs_plugins.medbiq.document import moment, pieces
from lrs_plugins.medbiq.edition import Edition
from lrs_plugins.medbiq.elements import Element
from lrs_plugins.medbiq.member import member


@dataclass(frozen=True, slots=True)
class ActivityReportWriter:
    """Writes one `ActivityReport` for each award that is ready, in one edition."""

    reported_to: Body
    edition: Edition
    format: str
    media_type: str = "application/xml"

    @property
    def body(self) -> str:
        """The body that the report is for."""
        return self.reported_to.body

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return self.reported_to.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the XML, one piece for each award.

        Raises NothingToReport where no record is ready: the schema wants at least one `ActivityReport`.
        """
        require_ready(report)
        return document(self.edition, report, map(self._activity_report, report.ready))

    def _activity_report(self, record: Record) -> Element:
        activity = record.entry.activity
        received = self.reported_to.terms.credits(
            self.edition.element,
            "CreditReceived",
            record.policy,
            record.entry.credit_type,
            record.entry.amount,
        )
        return activity_report(self.edition, record, record.policy.provider.name, activity, received)


def require_ready(report: Report) -> None:
    """Raise NothingToReport where no record is ready."""
    if not report.ready:
        raise NothingToReport(
            f"No award of {report.body} from {report.first} to {report.last} is ready to be reported; "
            f"{len(report.not_reportable)} are not reportable."
        )


def document(edition: Edition, report: Report, reports: Iterable[Element]) -> Iterator[bytes]:
    """Return the document with these elements `ActivityReport`, one piece for each of them."""
    element = edition.element
    head = [element("DateTimeCreated", moment(report.created))]
    if edition.extended:
        head.append(element("ReportingStartDate", report.first.isoformat()))
        head.append(element("ReportingEndDate", report.last.isoformat()))
    return pieces(element, "ActivityReports", head, reports)


def activity_report(
    edition: Edition,
    record: Record,
    provider: str,
    activity: str,
    received: Element,
    *extensions: Element,
) -> Element:
    """Return the element `ActivityReport` on an award.

    `provider` and `activity` are what the body knows the provider and the activity by, `received` says what
    credit it is, and `extensions` are elements of another namespace.
    """
    element = edition.element
    return element(
        "ActivityReport",
        element("ReportingOrganization", record.policy.provider.name),
        member(edition, record),
        element(
            "Activity",
            element("ProviderOrganization", provider),
            element("ActivityName", record.policy.activity.title),
            *([element("Status", "Completed")] if edition.extended else []),
            _module(edition, record, activity, received),
            activityID=activity,
        ),
        *([element("XtensibleInfo", *extensions)] if extensions else []),
        **({"arid": f"arid:{record.policy.provider.domain}:{record.entry.id}"} if edition.extended else {}),
    )


def _module(edition: Edition, record: Record, activity: str, received: Element) -> Element:
    element = edition.element
    return element(
        "Module",
        element("ModuleName", record.policy.activity.title, moduleID=activity),
        element("Status", "Completed"),
        *_completed(edition, record),
        element("CreditCertificate", received, element("CreditID", credit_id(record))),
    )


def _completed(edition: Edition, record: Record) -> Iterator[Element]:
    if record.entry.earned_on is not None:
        yield edition.element("CompletedDateTime", moment(record.entry.earned_on))


def credit_id(record: Record) -> str:
    """Return the name of an award for bodies, which stays when the award is amended."""
    return f"ccid:{record.policy.provider.domain}:{record.entry.award_id}"
