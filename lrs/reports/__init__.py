"""People, and the records of awards that accreditation bodies take: values only."""

from __future__ import annotations
