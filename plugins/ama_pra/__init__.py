"""AMA PRA Category 1 Credit: its rule, and the reports on it."""

from __future__ import annotations

from collections.abc import Sequence

from lrs.plugins import CreditType, Policy, Problem, ReportWriter, hookimpl
from lrs_plugins.ama_pra.credit import CATEGORY_1, problems
from lrs_plugins.ama_pra.eligibility import obstacle
from lrs_plugins.ama_pra.roster import ROSTER
from lrs_plugins.generic_roster.csv_roster import CsvRosterWriter
from lrs_plugins.medbiq.body import Body
from lrs_plugins.medbiq.credit import Terms
from lrs_plugins.medbiq.writers import writers

AMA = Body(CATEGORY_1.body, Terms("ACCME", "CME", "Credit"), obstacle)


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
    """Offer the MedBiquitous formats and the roster as CSV."""
    return [*writers(AMA), CsvRosterWriter(ROSTER)]
