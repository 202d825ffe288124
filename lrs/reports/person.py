"""A learner as accreditation bodies know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of the people registry.

    `id` is the office's own number, the names are the legal ones, `birth_month_day` is MM-DD (bodies take no
    year), `npi` the ten digits of the US National Provider Identifier, `license_state` and `license_number` a
    state licence. `keys` are the agent keys that the person's statements carry, sorted.
    """

    id: str
    given_name: str
    family_name: str
    middle_name: str | None = None
    degree: str | None = None
    profession: str | None = None
    birth_month_day: str | None = None
    npi: str | None = None
    license_state: str | None = None
    license_number: str | None = None
    keys: tuple[str, ...] = ()


def unknown(learner: str) -> Person:
    """Return the person that stands for a learner whom the registry does not know: no id, no names."""
    return Person(id="", given_name="", family_name="", keys=(learner,))
