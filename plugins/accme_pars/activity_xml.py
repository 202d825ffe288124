"""The activities as MedBiquitous Medical Education Metrics with ACCME's own elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from lrs.plugins import Policy, Record, Report
from lrs_plugins.accme_pars.activity import CERTIFICATION, Activities, maximum, start_of
from lrs_plugins.accme_pars.configuration import Xml
from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.medbiq.activity_report import require_ready
from lrs_plugins.medbiq.credit import Terms
from lrs_plugins.medbiq.elements import Element
from lrs_plugins.medbiq.metrics import Metrics, archive, document, element, gathered, general

TERMS = Terms("ACCME", "CME", "Credit")


@dataclass(frozen=True, slots=True)
class ActivityXmlWriter:
    """Writes a document for each policy by which CME credit was earned, with the boards it is for."""

    activities: Activities
    xml: Xml
    body: ClassVar = CATEGORY_1.body
    format: ClassVar = "pars-activities.zip"
    media_type: ClassVar = "application/zip"

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be counted, or None."""
        return self.activities.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return a ZIP archive with `<policy>.xml` for each policy.

        Raises NothingToReport where no record is ready.
        """
        require_ready(report)
        found = gathered(report.ready)
        return archive(report, ((each.policy.id, self._document(report, each)) for each in found))

    def _document(self, report: Report, metrics: Metrics) -> Iterator[bytes]:
        policy = metrics.policy
        identifiers, said = self.activities.identifiers(policy), self.activities.said(policy)
        about = general(identifiers, policy.activity.title, said.description)
        participation = element(
            "ParticipationMetrics",
            *(
                element(
                    "ParticipantsByCategory", element("CategoryName", name), element("Number", str(number))
                )
                for name, number in self.activities.categories(metrics)
            ),
        )
        return document(report, about, self._education(policy), participation, *self._own_elements(policy))

    def _education(self, policy: Policy) -> Element:
        said = self.activities.said(policy)
        return element(
            "hx:healthcareEducation",
            element("hx:creditsAvailable", "yes"),
            TERMS.credits(element, "hx:credits", policy, CERTIFICATION, maximum(policy)),
            element("hx:startDateTime", start_of(policy.window.release)),
            element("hx:endDateTime", start_of(policy.window.expiry)),
            element("hx:activitySponsorship", said.sponsorship),
            element("hx:activityFormat", element("lom:string", said.format)),
            element("hx:commercialSupport", "yes" if said.commercial_support else "no"),
        )

    def _own_elements(self, policy: Policy) -> Iterator[Element]:
        for each in self.activities.registrations(policy):
            yield self.xml.own(
                "MOCRegistrations",
                self.xml.own("boardName", each.board),
                self.xml.own("mocPoints", str(each.points)),
                *(self.xml.own("MOCCreditType", kind) for kind in each.kinds),
            )
        yield self.xml.own("activityRecordAction", self.activities.action(policy))
