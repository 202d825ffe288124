"""The MedBiquitous formats, for whatever body takes them: Activity Report and Medical Education Metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lrs.plugins import ReportWriter, hookimpl
from lrs_plugins.medbiq.configuration import read
from lrs_plugins.medbiq.writers import writers


@hookimpl
def lrs_report_writers(configuration: Mapping[str, Any]) -> Sequence[ReportWriter]:
    """Offer every format for each body of the configuration."""
    return [writer for body in read(configuration) for writer in writers(body)]
