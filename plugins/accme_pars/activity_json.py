"""The activities in the shape of the draft JSON schema 0.1.2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from lrs.plugins import Policy, Record, Report
from lrs_plugins.accme_pars.activity import CERTIFICATION, Activities, maximum, start_of
from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.medbiq.activity_report import require_ready
from lrs_plugins.medbiq.metrics import Metrics, gathered

_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class ActivityJsonWriter:
    """Writes the activity of each policy by which CME credit was earned, with the boards it is for."""

    activities: Activities
    body: ClassVar = CATEGORY_1.body
    format: ClassVar = "pars-activities.json"
    media_type: ClassVar = "application/json"

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be counted, or None."""
        return self.activities.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the JSON whole: it is a page for each policy.

        Raises NothingToReport where no record is ready.
        """
        require_ready(report)
        activities = [self._activity(report, each) for each in gathered(report.ready)]
        return iter([_encode({"ACCMEActivities": {"MedicalEducationMetrics": activities}})])

    def _activity(self, report: Report, metrics: Metrics) -> dict[str, Any]:
        policy = metrics.policy
        return {
            "ReportDescription": {
                "ReportingStartDate": report.first.isoformat(),
                "ReportingEndDate": report.last.isoformat(),
            },
            "ActivityDescription": {"commercialSupportAmount": []},
            "Lom": {"general": self._general(policy)},
            "healthcareMetadata": {"healthcareEducation": self._education(policy)},
            "ParticipationMetrics": {
                "participantsByCategory": [
                    {"category": name, "numberOfParticipants": number}
                    for name, number in self.activities.categories(metrics)
                ]
            },
            "XtensibleInfo": {
                "MOCRegistrations": [
                    {"boardName": each.board, "mocPoints": each.points, "MOCCreditType": each.kinds}
                    for each in self.activities.registrations(policy)
                ],
                "activityRecordAction": self.activities.action(policy),
            },
        }

    def _general(self, policy: Policy) -> dict[str, Any]:
        return {
            "identifier": [
                {"catalog": catalog, "entry": entry}
                for catalog, entry in self.activities.identifiers(policy).items()
            ],
            "title": policy.activity.title,
            "description": self.activities.said(policy).description,
        }

    def _education(self, policy: Policy) -> dict[str, Any]:
        said = self.activities.said(policy)
        return {
            "credits": {"activityCertification": CERTIFICATION, "numberOfCredits": maximum(policy)},
            "startDateTime": start_of(policy.window.release),
            "endDateTime": start_of(policy.window.expiry),
            "activitySponsorship": said.sponsorship,
            "activityFormat": said.format,
            "commercialSupport": said.commercial_support,
        }
