"""AMA PRA Category 1 Credit: its rule, and the reports on it."""

from __future__ import annotations

from collections.abc import Sequence

from lrs.plugins import CreditType, Policy, Problem, ReportWriter, hookimpl
from lrs_plugins.ama_pra.activity_report import ActivityReportWriter
from lrs_plugins.ama_pra.credit import CATEGORY_1, problems
from lrs_plugins.ama_pra.roster import ROSTER
from lrs_plugins.generic_roster.csv_roster import CsvRosterWriter


@hookimpl
def lrs_credit_types() -> Sequence[CreditType]:
    """Offer the one kind of credit of this body."""
    return [CATEGORY_1]


@hookimpl
def lrs_check_policy(policy: Policy) -> Sequence[Problem]:
    """Object to a policy of this body that departs from the AMA's rule."""
    return list(problems(policy))


@hookimpl
def lrs_report_writers() -> Sequence[ReportWriter]:
    """Offer the MedBiquitous Activity Report as XML and the roster as CSV."""
    return [ActivityReportWriter(), CsvRosterWriter(ROSTER)]
