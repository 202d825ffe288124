"""Rosters for bodies that publish no format: the deployment says which columns they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lrs.plugins import CreditType, ReportWriter, hookimpl
from lrs_plugins.generic_roster.configuration import Body, read
from lrs_plugins.generic_roster.csv_roster import CsvRosterWriter
from lrs_plugins.generic_roster.excel_roster import ExcelRosterWriter
from lrs_plugins.generic_roster.roster import Roster


@hookimpl
def lrs_credit_types(configuration: Mapping[str, Any]) -> Sequence[CreditType]:
    """Offer the kinds of credit that the configuration gives each body."""
    return [
        CreditType(
            body.body,
            credit.name,
            credit.step,
            credit.rounding,
            credit.minimum,
            credit.minutes_per_credit,
        )
        for body in read(configuration)
        for credit in body.credits
    ]


@hookimpl
def lrs_report_writers(configuration: Mapping[str, Any]) -> Sequence[ReportWriter]:
    """Offer a roster as CSV and as Excel for each body of the configuration."""
    return [
        writer(_roster(body))
        for body in read(configuration)
        for writer in (CsvRosterWriter, ExcelRosterWriter)
    ]


def _roster(body: Body) -> Roster:
    return Roster(body.body, body.columns, body.obstacle)
