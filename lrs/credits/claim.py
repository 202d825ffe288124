"""What a policy says of learners who claim their credit themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lrs.credits.activities import Activities


@dataclass(frozen=True, slots=True)
class Claim:
    """Credit is claimed by a statement with `verb` about one of `activities`.

    `amount` is where it says how many credits are claimed: `score.raw`, or the IRI of a result extension.
    """

    verb: str
    amount: str
    activities: Activities

    @classmethod
    def of(cls, document: dict[str, Any] | None, certified: Activities) -> Claim | None:
        """Return what a policy writes; claims are about the certified activity unless it says otherwise."""
        if document is None:
            return None
        activities = Activities.of(document["activity"]) if "activity" in document else certified
        return cls(document["verb"], document["amount"], activities)
