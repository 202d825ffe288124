"""The learner report as a MedBiquitous Activity Report with ACCME's own elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from lrs.plugins import Record, Report
from lrs_plugins.accme_pars.configuration import Xml
from lrs_plugins.accme_pars.learner import Learners
from lrs_plugins.accme_pars.told import told
from lrs_plugins.medbiq.activity_report import activity_report, document
from lrs_plugins.medbiq.credit import Terms
from lrs_plugins.medbiq.edition import V1, V2, Edition
from lrs_plugins.medbiq.elements import Element

TERMS = Terms("ACCME", "CME", "Point")


@dataclass(frozen=True, slots=True)
class LearnerXmlWriter:
    """Writes one `ActivityReport` for each award to add or delete."""

    learners: Learners
    xml: Xml
    format: ClassVar = "pars-learners.xml"
    media_type: ClassVar = "application/xml"
    corrections: ClassVar = "delete and add"

    @property
    def body(self) -> str:
        """The body whose credit is reported."""
        return self.learners.body

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return self.learners.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the XML, one piece for each award.

        Raises NothingToReport where there is no award to tell of: the schema wants at least one.
        """
        records = told(report)
        return document(self._edition, report, map(self._report, records))

    @property
    def _edition(self) -> Edition:
        return V1 if self.xml.edition == "v1" else V2

    def _report(self, record: Record) -> Element:
        received = TERMS.credits(
            self._edition.element,
            "CreditReceived",
            record.policy,
            str(self.learners.certification(record)),
            record.entry.amount,
        )
        return activity_report(
            self._edition,
            record,
            record.policy.provider.id,
            str(self.learners.activity_id(record)),
            received,
            self.xml.own("ProviderID", self.learners.pars.provider_id),
            self.xml.own("LearnerRecordAction", record.action),
        )
