"""A credit policy: which evidence earns how much of which credit, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from lrs.credits.digest import digest
from lrs.credits.document import read
from lrs.credits.rules import require
from lrs.errors import PolicyRefused


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity that is certified for credit; `id` is the IRI of the xAPI activity."""

    id: str
    title: str
    format: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The accredited provider; `id` is the body's number for it, `domain` its DNS name if there is one."""

    name: str
    id: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Credit:
    """How much credit there is: amounts in credits, multiples of `step`, never above `maximum`."""

    type: str
    maximum: Decimal
    step: Decimal
    rounding: str
    ties: str
    minimum: Decimal
    minutes_per_credit: Decimal


@dataclass(frozen=True, slots=True)
class EarnedBy:
    """What must hold, all of it: None and False ask for nothing.

    `score` is the least scaled score, `evaluation` the activity IRI of the evaluation form, and `attended`
    the least minutes attended; where it is given, credit is pro rata of the minutes.
    """

    completed: bool
    score: Decimal | None
    evaluation: str | None
    attended: Decimal | None


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which evidence counts, in UTC, both inclusive."""

    release: date
    expiry: date

    def __contains__(self, moment: datetime) -> bool:
        return self.release <= moment.astimezone(UTC).date() <= self.expiry

    def __str__(self) -> str:
        return f"{self.release} to {self.expiry}"


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy; `hash` is the SHA-256 of what it says (see `digest`)."""

    id: str
    version: int
    title: str
    activity: Activity
    provider: Provider
    body: str
    credit: Credit
    earned_by: EarnedBy
    window: Window
    hash: str

    @property
    def activities(self) -> frozenset[str]:
        """The IRIs of the activities whose statements may change what this policy awards."""
        return frozenset(filter(None, (self.activity.id, self.earned_by.evaluation)))


def parse(data: str | bytes) -> Policy:
    """Return the policy that the YAML or JSON text says.

    Raises PolicyRefused, with a JSON pointer to the key at fault, where the text breaks
    `schemas/credit-policy.json`, or where its days or its amounts contradict each other.
    """
    document = read(data)
    require(document, "credit-policy")
    policy = Policy(
        id=document["policy"],
        version=document["version"],
        title=document["title"],
        activity=Activity(**document["activity"]),
        provider=_provider(document),
        body=document["body"],
        credit=_credit(document["credit"]),
        earned_by=_earned_by(document["earned_by"]),
        window=Window(**{key: date.fromisoformat(day) for key, day in document["window"].items()}),
        # Of the document and not of this object: a key that a later release adds must not change old hashes.
        hash=digest(document),
    )
    _check_window(policy.window)
    _check_amounts(policy.credit)
    return policy


def _provider(document: dict[str, Any]) -> Provider:
    provider = document["provider"]
    domain = provider.get("domain") or _host(document["activity"]["id"])
    return Provider(name=provider["name"], id=provider["id"], domain=domain)


def _host(iri: str) -> str | None:
    """Return the host of an IRI where it is a DNS name with a dot."""
    try:
        host = urlsplit(iri).hostname or ""
    except ValueError:
        return None
    return host if "." in host and ":" not in host else None


def _credit(document: dict[str, Any]) -> Credit:
    return Credit(
        type=document["type"],
        maximum=Decimal(document["maximum"]),
        step=Decimal(document["step"]),
        rounding=document["rounding"],
        ties=document.get("ties", "up"),
        minimum=Decimal(document["minimum"]),
        minutes_per_credit=Decimal(document.get("minutes_per_credit", 60)),
    )


def _earned_by(document: dict[str, Any]) -> EarnedBy:
    score, attended = document.get("score"), document.get("attended")
    return EarnedBy(
        completed=document.get("completed", False),
        score=Decimal(score["at_least"]) if score else None,
        evaluation=document.get("evaluation"),
        attended=Decimal(attended["at_least_minutes"]) if attended else None,
    )


def _check_window(window: Window) -> None:
    if window.release > window.expiry:
        raise PolicyRefused(
            f"'release' must not be after 'expiry'; {window.release} is after {window.expiry}.",
            pointer="/window/expiry",
        )


def _check_amounts(credit: Credit) -> None:
    if credit.maximum % credit.step:
        raise PolicyRefused(
            f"'maximum' must be a multiple of 'step'; {credit.maximum} is no multiple of {credit.step}.",
            pointer="/credit/maximum",
        )
    if credit.minimum > credit.maximum:
        raise PolicyRefused(
            f"'minimum' must not be above 'maximum'; {credit.minimum} is above {credit.maximum}.",
            pointer="/credit/minimum",
        )
