"""A credit policy: which evidence earns how much of which credit, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from lrs.credits.activities import NONE, Activities
from lrs.credits.arrival import Arrival
from lrs.credits.basis import Basis, Statements, Watched, activities_of, basis_of, planned_minutes
from lrs.credits.claim import Claim
from lrs.credits.contradictions import check
from lrs.credits.credit import Credit, credits_of
from lrs.credits.digest import digest
from lrs.credits.document import read
from lrs.credits.earned_by import EarnedBy, earned_by_of
from lrs.credits.once import Once
from lrs.credits.rules import require
from lrs.credits.watching import WATCHING
from lrs.credits.window import Window

RETENTION_YEARS: Final = 6
"""Where a policy says nothing: so long after an activity, ACCME wants the record of attendance."""


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity that is certified for credit; `ids` are IRIs of xAPI activities and patterns of them."""

    ids: Activities
    title: str
    format: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The accredited provider; `id` is the body's number for it, `domain` its DNS name if there is one."""

    name: str
    id: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy.

    It judges what is earned from the day `effective` on, or, where that is None, on any day; by one that is
    `retired` nothing is earned. `content` are the activities by which a learner takes part, `scope` are all
    whose statements may change what this policy awards. `until_last_seen` tells whether attendance that
    nothing ended counts as far as it is known of. `retention_years` is how long the record is kept. `hash` is
    the SHA-256 of what it says (see `digest`).
    """

    id: str
    version: int
    effective: date | None
    retired: bool
    title: str
    activity: Activity
    provider: Provider
    credits: tuple[Credit, ...]
    basis: Basis
    earned_by: EarnedBy
    claim: Claim | None
    once: Once
    window: Window
    until_last_seen: bool
    arrival: Arrival
    content: Activities
    scope: Activities
    retention_years: int
    hash: str

    @property
    def details(self) -> frozenset[str]:
        """The verbs of whose statements this policy looks at more than the facts."""
        verbs = {self.claim.verb} if self.claim else set()
        verbs |= {self.basis.verb} if isinstance(self.basis, Statements) else set()
        watches = self.earned_by.watched or isinstance(self.basis, Watched)
        return WATCHING.union(verbs) if watches else frozenset(verbs)


def parse(data: str | bytes) -> Policy:
    """Return the policy that the YAML or JSON text says.

    Raises PolicyRefused, with a JSON pointer to the key at fault, where the text breaks
    `schemas/credit-policy.json`, or where its days, its minutes or its amounts contradict each other.
    """
    document = read(data)
    require(document, "credit-policy")
    check(document)
    ids, basis = Activities.of(document["activity"]["id"]), basis_of(document)
    earned_by = earned_by_of(document["earned_by"], ids, planned_minutes(basis))
    claim = Claim.of(document.get("claim"), ids)
    content = ids | activities_of(basis) | earned_by.content
    return Policy(
        id=document["policy"],
        version=document["version"],
        effective=date.fromisoformat(document["effective"]) if "effective" in document else None,
        retired=document.get("retired", False),
        title=document["title"],
        activity=Activity(ids, document["activity"]["title"], document["activity"]["format"]),
        provider=_provider(document, ids),
        credits=credits_of(document),
        basis=basis,
        earned_by=earned_by,
        claim=claim,
        once=Once.of(document.get("once_per")),
        window=Window.of(document["window"], document.get("time_zone")),
        until_last_seen=document.get("attendance", {}).get("not_left") == "until last seen",
        arrival=Arrival.of(document.get("arrival", {})),
        content=content,
        scope=content | earned_by.activities | (claim.activities if claim else NONE),
        retention_years=document.get("retention_years", RETENTION_YEARS),
        # Of the document and not of this object: a key that a later release adds must not change old hashes.
        hash=digest(document),
    )


def _provider(document: dict[str, Any], activities: Activities) -> Provider:
    provider = document["provider"]
    domain = provider.get("domain") or _host(activities.name)
    return Provider(name=provider["name"], id=provider["id"], domain=domain)


def _host(iri: str) -> str | None:
    """Return the host of an IRI where it is a DNS name with a dot."""
    try:
        host = urlsplit(iri).hostname or ""
    except ValueError:
        return None
    return host if "." in host and ":" not in host and "*" not in host else None
