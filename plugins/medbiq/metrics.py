"""MedBiquitous Medical Education Metrics, version 2 (17 April 2014): what became of each activity."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import ClassVar

from lrs.plugins import Policy, Record, Report
from lrs_plugins.medbiq.activity_report import require_ready
from lrs_plugins.medbiq.body import Body
from lrs_plugins.medbiq.document import pieces
from lrs_plugins.medbiq.elements import HEALTHCARE, Element, Elements

element = Elements(
    {
        None: "http://ns.medbiq.org/metrics/v2/",
        "ar": "http://ns.medbiq.org/activityreport/v1/",
        "lom": "http://ltsc.ieee.org/xsd/LOM",
        "hx": HEALTHCARE,
    }
)


@dataclass(slots=True)
class Metrics:
    """What the awards of one policy come to; `policy` is the latest version among theirs."""

    policy: Policy
    amounts: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    professions: dict[str, str] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Count an award."""
        if record.policy.version > self.policy.version:
            self.policy = record.policy
        self.amounts[record.entry.credit_type] += record.entry.amount
        self.professions[record.person.id] = record.person.profession or ""


@dataclass(frozen=True, slots=True)
class MetricsWriter:
    """Writes one document for each policy: the schema has one activity in a document."""

    reported_to: Body
    format: ClassVar = "metrics.zip"
    media_type: ClassVar = "application/zip"

    @property
    def body(self) -> str:
        """The body that the report is for."""
        return self.reported_to.body

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return self.reported_to.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return a ZIP archive with `<policy>.xml` for each policy by which an award is ready.

        Raises NothingToReport where no record is ready.
        """
        require_ready(report)
        found = gathered(report.ready)
        return archive(report, ((each.policy.id, self._document(report, each)) for each in found))

    def _document(self, report: Report, metrics: Metrics) -> Iterator[bytes]:
        policy = metrics.policy
        about = general({"URI": policy.activity.ids.name}, policy.activity.title)
        return document(report, about, self._education(policy), self._participation(metrics))

    def _education(self, policy: Policy) -> Element:
        offered = [
            self.reported_to.terms.credits(element, "hx:credits", policy, credit.type, credit.maximum)
            for credit in policy.credits
            if credit.body == self.body
        ]
        return element(
            "hx:healthcareEducation",
            element("hx:expirationDate", policy.window.expiry.isoformat()),
            element("hx:creditsAvailable", "yes"),
            *offered,
            element("hx:activityFormat", element("lom:string", policy.activity.format)),
        )

    def _participation(self, metrics: Metrics) -> Element:
        policy, terms = metrics.policy, self.reported_to.terms
        awarded = [
            terms.credits(element, "CreditsAwarded", policy, name, amount)
            for name, amount in sorted(metrics.amounts.items())
        ]
        by_profession = Counter(metrics.professions.values())
        return element(
            "ParticipationMetrics",
            element("NumberOfParticipantsReceivingCredit", str(len(metrics.professions))),
            *awarded,
            *(
                element("ParticipantsByProfession", str(number), **({"profession": name} if name else {}))
                for name, number in sorted(by_profession.items())
            ),
        )


def gathered(records: Iterable[Record]) -> list[Metrics]:
    """Return what the awards of each policy come to, in order of the policies' names."""
    found: dict[str, Metrics] = {}
    for record in records:
        found.setdefault(record.policy.id, Metrics(record.policy)).add(record)
    return [found[name] for name in sorted(found)]


def general(identifiers: Mapping[str, str], title: str, description: str = "") -> Element:
    """Return what an activity is called, by its identifiers in catalogs."""
    return element(
        "lom:general",
        *(
            element("lom:identifier", element("lom:catalog", catalog), element("lom:entry", entry))
            for catalog, entry in identifiers.items()
        ),
        element("lom:title", element("lom:string", title)),
        *([element("lom:description", element("lom:string", description))] if description else []),
    )


def document(
    report: Report, about: Element, education: Element, participation: Element, *extensions: Element
) -> Iterator[bytes]:
    """Return the document on one activity; `extensions` are elements of another namespace."""
    days = element(
        "ReportDescription",
        element("ReportingStartDate", report.first.isoformat()),
        element("ReportingEndDate", report.last.isoformat()),
    )
    described = element("lom:lom", about, element("hx:healthcareMetadata", education))
    parts = [days, element("ActivityDescription", described), participation]
    if extensions:
        parts.append(element("XtensibleInfo", *extensions))
    return pieces(element, "MedicalEducationMetrics", parts, ())


def archive(report: Report, documents: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Return a ZIP archive of documents by name, which is as old as the report."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as into:
        for name, parts in documents:
            info = zipfile.ZipInfo(f"{name}.xml", report.created.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(info, b"".join(parts))
    return iter([file.getvalue()])
