"""The worked requirements that come with the service, by the numbers of their sources."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lrs.errors import NotFound
from lrs.requirements import worked
from lrs.requirements.earned import Earned
from lrs.requirements.progress import Progress, progress
from lrs.requirements.requirement import Requirement, parse
from tests.unit.docs.pages import page, rows
from tests.unit.requirements.samples import award

START = date(2024, 3, 1)


def reached(name: str, on: str, *awards: Earned) -> Progress:
    found = parse(worked.text(name))
    start = START if found.cycle.begins == "own" else None
    return progress(found, awards, date.fromisoformat(on), start)


def missing(found: Progress) -> dict[str, str]:
    return {each.part.title: str(each.missing) for each in found.missing}


def of(body: str) -> Any:
    """Return a function that makes awards of a body."""
    return lambda amount, kind, day: award(amount, day, kind, body=body)


@pytest.mark.parametrize("name", worked.names())
def test_a_worked_requirement_bears_its_own_name_and_names_its_source(name: str) -> None:
    found = parse(worked.text(name))
    assert found.id == name
    assert found.version == 1
    assert found.source.as_of == date(2026, 11, 22)


def test_every_worked_requirement_is_on_the_reference_page() -> None:
    listed = rows(page("reference/credit-requirement.md"))
    boards = {name: parse(worked.text(name)).board for name in worked.names()}
    assert boards.items() <= {name: cells[0] for name, cells in listed.items()}.items()


def test_what_begins_on_a_day_that_no_source_names_is_marked_as_a_parameter() -> None:
    own = [name for name in worked.names() if _requirement(name).cycle.begins == "own"]
    assert [name for name in own if "# PARAMETER: " not in worked.text(name)] == []


def test_an_unknown_name_is_not_found() -> None:
    with pytest.raises(NotFound, match="there are australia-cpd, "):
        worked.text("nowhere")


def test_royal_college_needs_25_in_each_section_over_five_years() -> None:
    rc = of("royal-college")
    awards = [
        rc("10", "MOC Section 1", "2024-03-01"),
        rc("60", "MOC Section 1 unaccredited", "2026-01-01"),
        rc("24.5", "MOC Section 2", "2029-02-28"),
    ]
    found = reached("royal-college-moc", "2029-02-28", *awards)
    assert str(found.period) == "2024-03-01 to 2029-02-28"
    assert missing(found) == {"Section 2": "0.5", "Section 3": "25"}
    assert next(each.counted for each in found.parts if "not accredited" in each.part.title) == 50


def test_rcp_advises_50_of_which_25_external_and_counts_10_personal() -> None:
    rcp = of("rcp")
    awards = [
        rcp("20", "Examining", "2026-04-01"),
        rcp("12", "External CPD", "2027-03-31"),
        rcp("15", "Personal CPD", "2026-08-01"),
        rcp("99", "External CPD", "2026-03-31"),
    ]
    found = reached("rcp-cpd", "2027-03-31", *awards)
    assert missing(found) == {"Total": "16", "External": "1"}


def test_hpcsa_holds_60_of_which_10_in_ethics_over_24_months() -> None:
    hpcsa = of("hpcsa")
    awards = [
        hpcsa("4", "CEU Ethics", "2024-05-10"),
        hpcsa("50", "CEU", "2025-01-01"),
        hpcsa("6", "CEU Ethics", "2026-01-01"),
    ]
    assert missing(reached("hpcsa-ceu", "2026-05-09", *awards)) == {}
    assert missing(reached("hpcsa-ceu", "2026-05-10", *awards)) == {"Total": "4", "Ethics": "4"}


def test_dubai_needs_40_a_year_and_carries_nothing_over() -> None:
    dha = of("dha")
    awards = [dha("55", "CPD point", "2024-06-01"), dha("39.5", "CPD point", "2025-03-01")]
    assert missing(reached("dha-physicians", "2025-02-28", *awards)) == {}
    assert missing(reached("dha-physicians", "2026-02-28", *awards)) == {"Total": "0.5"}


def test_australia_needs_50_hours_by_kind_in_a_calendar_year() -> None:
    home = of("cpd-home")
    awards = [
        home("30", "Educational activities", "2026-02-01"),
        home("17", "Reviewing performance", "2026-03-01"),
        home("4", "Measuring outcomes", "2026-12-31"),
        home("9", "Measuring outcomes", "2027-01-01"),
    ]
    assert missing(reached("australia-cpd", "2026-12-31", *awards)) == {
        "Measuring outcomes": "1",
        "Reviewing performance and measuring outcomes": "4",
    }


def test_mainpro_needs_250_in_five_years_and_25_in_each() -> None:
    cfpc = of("cfpc")
    awards = [
        cfpc("120", "Mainpro+ certified", "2024-07-01"),
        cfpc("4", "Mainpro+ certified assessment", "2025-06-30"),
        cfpc("24", "Mainpro+ non-certified", "2026-07-01"),
    ]
    assert missing(reached("cfpc-mainpro", "2027-06-30", *awards)) == {
        "Total": "102",
        "Certified": "1",
        "Certified assessment": "6",
    }
    assert missing(reached("cfpc-mainpro-year", "2027-06-30", *awards)) == {"Total": "1"}
    assert missing(reached("cfpc-mainpro-year", "2025-06-30", *awards)) == {}


def _requirement(name: str) -> Requirement:
    return parse(worked.text(name))
