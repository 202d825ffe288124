"""All tables, in the order of the page."""

from __future__ import annotations

from typing import Final

from tests.conformance.data import actors, contexts, definitions, objects, results, statements, times, types
from tests.conformance.resources import (
    alternate_syntax,
    attachments,
    concurrency,
    credentials,
    documents,
    filters,
    formats,
    knowledge,
    reading,
    requests,
    resending,
    storing,
    transport,
    voiding,
)
from tests.conformance.rows import DataTable, ResourceTable

DATA: Final[tuple[DataTable, ...]] = (
    *statements.TABLES,
    *actors.TABLES,
    *objects.TABLES,
    *definitions.TABLES,
    *results.TABLES,
    *contexts.TABLES,
    *types.TABLES,
    *times.TABLES,
)
RESOURCES: Final[tuple[ResourceTable, ...]] = (
    *storing.TABLES,
    *resending.TABLES,
    *reading.TABLES,
    *filters.TABLES,
    *voiding.TABLES,
    *formats.TABLES,
    *attachments.TABLES,
    *documents.TABLES,
    *concurrency.TABLES,
    *knowledge.TABLES,
    *requests.TABLES,
    *credentials.TABLES,
    *alternate_syntax.TABLES,
    *transport.TABLES,
)
