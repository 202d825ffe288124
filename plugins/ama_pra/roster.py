"""The roster: every award of a period, for people and their spreadsheets."""

from __future__ import annotations

from lrs_plugins.ama_pra.credit import CATEGORY_1
from lrs_plugins.ama_pra.eligibility import obstacle
from lrs_plugins.generic_roster.roster import Roster

COLUMNS = (
    "state",
    "reason",
    "action",
    "award",
    "amount",
    "credit_type",
    "part",
    "occasion",
    "earned_on",
    "report_by",
    "policy",
    "policy_version",
    "activity",
    "activity_title",
    "activity_format",
    "provider",
    "provider_id",
    "learner",
    "person",
    "given_name",
    "middle_name",
    "family_name",
    "degree",
    "profession",
    "birth_month_day",
    "npi",
    "license_state",
    "license_number",
)


ROSTER = Roster(CATEGORY_1.body, dict(zip(COLUMNS, COLUMNS, strict=True)), obstacle)
"""Has the not reportable awards too, with their state and reason."""
