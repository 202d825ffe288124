"""The learner report in the shape of the draft JSON schema 0.5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from lrs.plugins import Record, Report
from lrs_plugins.accme_pars.learner import Learners, unique_ids
from lrs_plugins.accme_pars.told import told
from lrs_plugins.medbiq.activity_report import credit_id
from lrs_plugins.medbiq.document import moment

_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class LearnerJsonWriter:
    """Writes one `ActivityReport` for each award to add or delete."""

    learners: Learners
    format: ClassVar = "pars-learners.json"
    media_type: ClassVar = "application/json"
    corrections: ClassVar = "delete and add"

    @property
    def body(self) -> str:
        """The body whose credit is reported."""
        return self.learners.body

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be reported, or None."""
        return self.learners.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the JSON, one piece for each award.

        Raises NothingToReport where there is no award to tell of: the draft wants at least one.
        """
        records = told(report)
        return _pieces(moment(report.created), map(self._report, records))

    def _report(self, record: Record) -> dict[str, Any]:
        person, provider = record.person, record.policy.provider
        return {
            "ReportingOrganization": provider.name,
            "Member": {
                "Name": {"GivenName": person.given_name, "FamilyName": person.family_name},
                "PersonalInfo": {"BirthDate": person.birth_month_day},
            },
            "Activity": {
                "ProviderOrganization": provider.id,
                "Module": {
                    "ModuleName": {
                        "value": record.policy.activity.title,
                        "moduleID": self.learners.activity_id(record),
                    },
                    "Status": "Completed",
                    "CompletedDateTime": self.learners.completed(record),
                    "CreditCertificate": [self._certificate(record)],
                },
            },
            "XtensibleInfo": {
                "ProviderID": self.learners.pars.provider_id,
                "LearnerRecordAction": record.action,
            },
        }

    def _certificate(self, record: Record) -> dict[str, Any]:
        return {
            "UniqueID": list(unique_ids(record)),
            "CreditReceived": {
                "activityCertification": self.learners.certification(record),
                "creditUnit": "Point",
                "numberOfCredits": record.entry.amount,
            },
            "CreditID": credit_id(record),
        }


def _pieces(created: str, reports: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    head = f'{{"ACCMELearnerReports":{{"ActivityReports":{{"DateTimeCreated":"{created}","ActivityReport":['
    before = head.encode()
    for report in reports:
        yield before + _encode(report)
        before = b",\n"
    yield b"]}}}"
