"""A person as the `Member` of an Activity Report: MedBiquitous Professional Profile, version 2."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from lrs.plugins import Person, Record
from lrs_plugins.ama_pra.elements import element

NPI_DOMAIN = "idd:cms.hhs.gov:npi"

ANY_YEAR = "2000"
"""Stands for the year that we neither know nor tell; a leap year, so that every day exists in it."""


def member(record: Record) -> etree._Element:
    """Return the element `Member` of an Activity Report."""
    person = record.person
    domain = f"idd:{record.policy.provider.domain}:person"
    return element(
        "Member", *_unique_ids(person, domain), _name(person), *_license(person), *_birth_date(person)
    )


def _unique_ids(person: Person, domain: str) -> Iterator[etree._Element]:
    yield element("m:UniqueID", person.id, domain=domain)
    if person.npi:
        yield element("m:UniqueID", person.npi, domain=NPI_DOMAIN)


def _name(person: Person) -> etree._Element:
    given = [element("n:GivenName", name) for name in (person.given_name, person.middle_name) if name]
    degree = [element("n:Degree", person.degree)] if person.degree else []
    return element("m:Name", *given, element("n:FamilyName", person.family_name), *degree)


def _license(person: Person) -> Iterator[etree._Element]:
    if person.license_state and person.license_number:
        yield element(
            "m:LicenseInfo",
            element(
                "m:License",
                element(
                    "m:LicensureEntity",
                    element("m:LicensureEntityName", person.license_state),
                    code=person.license_state,
                ),
                element("m:LicenseNumberAvailability", "Available"),
                element("m:LicenseNumber", person.license_number),
            ),
        )


def _birth_date(person: Person) -> Iterator[etree._Element]:
    if person.birth_month_day:
        date = f"{ANY_YEAR}-{person.birth_month_day}"
        yield element("m:PersonalInfo", element("m:BirthDate", date, accuracy="DayMonth"))
