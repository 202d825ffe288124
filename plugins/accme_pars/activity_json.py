"""The activities in the shape of the draft JSON schema 0.1.2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import msgspec

from lrs.plugins import Policy, Record, Report
from lrs_plugins.accme_pars.boards import BOARDS
from lrs_plugins.accme_pars.configuration import Pars
from lrs_plugins.ama_pra import eligibility
from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.medbiq.activity_report import require_ready
from lrs_plugins.medbiq.metrics import Metrics, gathered

CERTIFICATION = "AMA PRA Category 1"

_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass(frozen=True, slots=True)
class ActivityJsonWriter:
    """Writes the activity of each policy by which CME credit was earned, with the boards it is for."""

    pars: Pars
    body: ClassVar = CATEGORY_1.body
    format: ClassVar = "pars-activities.json"
    media_type: ClassVar = "application/json"

    def check(self, record: Record) -> str | None:
        """Return why the award cannot be counted, or None."""
        if record.policy.id not in self.pars.activities:
            return f"The activity of the policy '{record.policy.id}' is not configured"
        return eligibility.obstacle(record)

    def write(self, report: Report) -> Iterator[bytes]:
        """Return the JSON whole: it is a page for each policy.

        Raises NothingToReport where no record is ready.
        """
        require_ready(report)
        activities = [self._activity(report, each) for each in gathered(report.ready)]
        return iter([_encode({"ACCMEActivities": {"MedicalEducationMetrics": activities}})])

    def _activity(self, report: Report, metrics: Metrics) -> dict[str, Any]:
        policy = metrics.policy
        said = self.pars.activities[policy.id]
        identifiers = [{"catalog": "Provider Activity ID", "entry": policy.id}]
        if said.accme_id:
            identifiers.append({"catalog": "ACCME Activity ID", "entry": said.accme_id})
        return {
            "ReportDescription": {
                "ReportingStartDate": report.first.isoformat(),
                "ReportingEndDate": report.last.isoformat(),
            },
            "ActivityDescription": {"commercialSupportAmount": []},
            "Lom": {
                "general": {
                    "identifier": identifiers,
                    "title": policy.activity.title,
                    "description": said.description,
                }
            },
            "healthcareMetadata": {
                "healthcareEducation": {
                    "credits": {
                        "activityCertification": CERTIFICATION,
                        "numberOfCredits": _maximum(policy),
                    },
                    "startDateTime": _start_of(policy.window.release),
                    "endDateTime": _start_of(policy.window.expiry),
                    "activitySponsorship": said.sponsorship,
                    "activityFormat": said.format,
                    "commercialSupport": said.commercial_support,
                }
            },
            "ParticipationMetrics": {"participantsByCategory": self._categories(metrics)},
            "XtensibleInfo": {
                "MOCRegistrations": list(self._registrations(policy)),
                "activityRecordAction": "Update" if said.accme_id else "Add",
            },
        }

    def _categories(self, metrics: Metrics) -> list[dict[str, Any]]:
        categories = Counter(self.pars.categories.get(each, "other") for each in metrics.professions.values())
        return [
            {"category": name, "numberOfParticipants": number} for name, number in sorted(categories.items())
        ]

    def _registrations(self, policy: Policy) -> Iterator[dict[str, Any]]:
        for credit in policy.credits:
            words = self.pars.bodies.get(credit.body)
            if credit.body in BOARDS and words and words.moc_credit_types:
                yield {
                    "boardName": BOARDS[credit.body].code,
                    "mocPoints": credit.maximum,
                    "MOCCreditType": list(words.moc_credit_types),
                }


def _maximum(policy: Policy) -> Any:
    return next(credit.maximum for credit in policy.credits if credit.body == CATEGORY_1.body)


def _start_of(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"
