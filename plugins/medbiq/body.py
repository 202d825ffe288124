"""A body that takes the MedBiquitous formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lrs.plugins import Record
from lrs_plugins.medbiq.credit import Terms


@dataclass(frozen=True, slots=True)
class Body:
    """A body by its short name, its terms for credit, and why it would not take an award."""

    body: str
    terms: Terms
    obstacle: Callable[[Record], str | None]


def unnamed(record: Record) -> str | None:
    """Return what the formats cannot do without and an award lacks, in plain words, or None."""
    return ". ".join(_missing(record)) or None


def _missing(record: Record) -> Iterator[str]:
    if not record.person.given_name or not record.person.family_name:
        yield "The given and family name are needed; one is missing"
    if record.policy.provider.domain is None:
        yield "The policy's provider needs a domain, by which credit is named"
