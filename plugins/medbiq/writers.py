"""The writers of the MedBiquitous formats, for plugins of bodies to build on."""

from __future__ import annotations

from lrs.plugins import ReportWriter
from lrs_plugins.medbiq.activity_report import ActivityReportWriter
from lrs_plugins.medbiq.body import Body
from lrs_plugins.medbiq.edition import V1, V2
from lrs_plugins.medbiq.metrics import MetricsWriter


def writers(body: Body) -> list[ReportWriter]:
    """Return the writers for a body: Activity Report v2 and v1, and Medical Education Metrics v2."""
    return [
        ActivityReportWriter(body, V2, "xml"),
        ActivityReportWriter(body, V1, "v1.xml"),
        MetricsWriter(body),
    ]
