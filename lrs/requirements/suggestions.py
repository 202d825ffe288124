"""Which activities would bring a learner closer to a requirement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from lrs.requirements.earned import Earned
from lrs.requirements.offer import Offer
from lrs.requirements.progress import Progress


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An activity that is open to the learner, and by how much it would fill parts that lack credit."""

    offer: Offer
    fills: tuple[tuple[str, Decimal], ...]


def suggest(reached: Progress, awards: Sequence[Earned], offers: Iterable[Offer]) -> list[Suggestion]:
    """Return the offers that would fill some of what is missing, the one that closes first at the front.

    An offer is judged by what would count if the learner, who has `awards`, earned all of it on the day of
    `reached`.
    """
    if not reached.missing:
        return []
    open_ = (offer for offer in offers if offer.is_open(awards, reached.on))
    suggestions = (Suggestion(offer, _fills(reached, offer)) for offer in open_)
    return sorted((each for each in suggestions if each.fills), key=_urgency)


def _fills(reached: Progress, offer: Offer) -> tuple[tuple[str, Decimal], ...]:
    then = reached.with_more(replace(credit, day=reached.on) for credit in offer.credits)
    gains = (
        (before.part.title, before.missing - afterwards.missing)
        for before, afterwards in zip(reached.parts, then.parts, strict=True)
    )
    return tuple((title, gain) for title, gain in gains if gain > 0)


def _urgency(suggestion: Suggestion) -> tuple[date, Decimal, str]:
    filled = sum((gain for _title, gain in suggestion.fills), Decimal(0))
    return suggestion.offer.closes, -filled, suggestion.offer.policy_id
