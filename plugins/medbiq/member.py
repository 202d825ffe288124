"""A person as the `Member` of an Activity Report: the MedBiquitous Professional Profile."""

from __future__ import annotations

from collections.abc import Iterator

from lrs.plugins import Person, Record
from lrs_plugins.medbiq.edition import Edition
from lrs_plugins.medbiq.elements import Element, Elements

NPI_DOMAIN = "idd:cms.hhs.gov:npi"

ANY_YEAR = "2000"
"""Stands for the year that we neither know nor tell; a leap year, so that every day exists in it."""


def member(edition: Edition, record: Record) -> Element:
    """Return the element `Member` of an Activity Report."""
    person, element = record.person, edition.element
    domain = f"idd:{record.policy.provider.domain}:person"
    return element(
        "Member",
        *_unique_ids(element, person, domain),
        _name(element, person),
        *_license(edition, person),
        *_birth_date(edition, person),
    )


def _unique_ids(element: Elements, person: Person, domain: str) -> Iterator[Element]:
    yield element("m:UniqueID", person.id, domain=domain)
    if person.npi:
        yield element("m:UniqueID", person.npi, domain=NPI_DOMAIN)


def _name(element: Elements, person: Person) -> Element:
    given = [element("n:GivenName", name) for name in (person.given_name, person.middle_name) if name]
    degree = [element("n:Degree", person.degree)] if person.degree else []
    return element("m:Name", *given, element("n:FamilyName", person.family_name), *degree)


def _license(edition: Edition, person: Person) -> Iterator[Element]:
    element, state = edition.element, person.license_state
    if not (state and person.license_number):
        return
    number = element("m:LicenseNumber", person.license_number)
    if edition.extended:
        name = element("m:LicensureEntityName", state)
        number_is_there = element("m:LicenseNumberAvailability", "Available")
        parts = [element("m:LicensureEntity", name, code=state), number_is_there, number]
    else:
        parts = [element("m:LicensureEntity", state, code=state), number]
    yield element("m:LicenseInfo", element("m:License", *parts))


def _birth_date(edition: Edition, person: Person) -> Iterator[Element]:
    # The first version cannot say that the year means nothing.
    if person.birth_month_day and edition.extended:
        date = edition.element("m:BirthDate", f"{ANY_YEAR}-{person.birth_month_day}", accuracy="DayMonth")
        yield edition.element("m:PersonalInfo", date)
