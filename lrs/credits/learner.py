"""What a policy may ask of the learner, as the people registry knows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Learner:
    """`profession` as the registry writes it, and the names of the registry's fields that are filled in."""

    profession: str | None = None
    known: frozenset[str] = frozenset()


UNKNOWN = Learner()
"""A learner whom the registry does not know."""
