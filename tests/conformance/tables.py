"""All tables, in the order of the page."""

from __future__ import annotations

from tests.conformance.data import actors, contexts, objects, statements, types
from tests.conformance.resources import (
    attachments,
    documents,
    filters,
    formats,
    knowledge,
    reading,
    requests,
    storing,
    voiding,
)

DATA = (*statements.TABLES, *actors.TABLES, *objects.TABLES, *contexts.TABLES, *types.TABLES)
RESOURCES = (
    *storing.TABLES,
    *reading.TABLES,
    *filters.TABLES,
    *voiding.TABLES,
    *formats.TABLES,
    *attachments.TABLES,
    *documents.TABLES,
    *knowledge.TABLES,
    *requests.TABLES,
)
