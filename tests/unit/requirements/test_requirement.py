"""What a requirement may say, and how a fault is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lrs.errors import PolicyRefused
from lrs.requirements.cycle import Cycle
from lrs.requirements.requirement import parse
from tests.unit.requirements.samples import award, changed, example, requirement


def test_the_documented_example_is_read_as_it_says() -> None:
    found = parse(example())
    assert (found.id, found.version, found.unit) == ("hospital-cpd", 1, "point")
    assert found.cycle == Cycle(12, date(2026, 4, 1))
    assert [(part.title, part.at_least, part.at_most) for part in found.parts] == [
        ("Total", Decimal(50), None),
        ("External", Decimal(25), None),
        ("Online", None, Decimal(20)),
    ]
    assert (found.carry_over, found.expires) == (Decimal(5), 24)
    assert found.accepts[1].weight == Decimal("0.5")
    assert found.source.as_of == date(2026, 1, 31)


def test_what_is_left_out_is_nothing() -> None:
    found = requirement()
    assert (found.carry_over, found.expires) == (Decimal(0), None)
    assert {acceptance.weight for acceptance in found.accepts} == {Decimal(1)}


def test_the_hash_is_of_what_is_said_and_not_of_how() -> None:
    assert requirement(total=Decimal("10.0")).hash == requirement().hash
    assert requirement(total=11).hash != requirement().hash


def test_the_first_acceptance_that_fits_decides() -> None:
    found = requirement(
        accepts=[
            {"bodies": ["rcp"], "formats": ["webinar"], "category": "online"},
            {"bodies": ["rcp", "eaccme"], "category": "other"},
            {"policies": ["induction"], "category": "induction"},
            {"parts": ["Ethics"], "category": "ethics"},
        ]
    )

    def category(**members: Any) -> str | None:
        acceptance = found.acceptance(award(**members))
        return acceptance.category if acceptance else None

    assert category(body="rcp", format="webinar") == "online"
    assert category(body="rcp", format="teaching") == "other"
    assert category(body="eaccme", format="webinar") == "other"
    assert category(body="ama-pra", policy_id="induction") == "induction"
    assert category(body="ama-pra", part="Ethics") == "ethics"
    assert category(body="ama-pra") is None


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"total": None}, ""),
        ({"total": 0}, "/total"),
        ({"totals": 1}, "/totals"),
        ({"cycle": {"begins": "2026-02-30", "months": 12}}, "/cycle/begins"),
        ({"cycle": {"begins": "calendar", "months": 12}}, "/cycle/begins"),
        ({"cycle": {"begins": "2300-01-01", "months": 12}}, "/cycle/begins"),
        ({"cycle": {"begins": "own", "months": 121}}, "/cycle/months"),
        ({"cycle": {"begins": "own"}}, "/cycle/months"),
        ({"accepts": []}, "/accepts"),
        ({"accepts": [{"category": "a"}]}, "/accepts/0"),
        ({"accepts": [{"formats": ["lecture"]}]}, "/accepts/0/formats/0"),
        ({"accepts": [{"bodies": ["a"], "weight": 0}]}, "/accepts/0/weight"),
        ({"parts": [{"title": "A", "at_least": 1}]}, "/parts/0"),
        ({"parts": [{"title": "A", "categories": ["a"]}]}, "/parts/0"),
        ({"parts": [{"title": "A", "categories": ["a", "ethic"], "at_least": 1}]}, "/parts/0/categories/1"),
        ({"parts": [{"title": "A", "categories": ["a"], "at_least": 3, "at_most": 2}]}, "/parts"),
        ({"cycle": {"begins": "rolling", "months": 12}, "carry_over": {"at_most": 1}}, "/carry_over"),
        ({"expires": {"months": 0}}, "/expires/months"),
        ({"source": {"text": "A page"}}, "/source/as_of"),
    ],
)
def test_a_fault_is_named_by_its_place(members: dict[str, Any], pointer: str) -> None:
    with pytest.raises(PolicyRefused) as refused:
        requirement(**members)
    assert refused.value.pointer == pointer


def test_limits_that_overlap_are_refused() -> None:
    online = {"title": "Online", "formats": ["webinar"], "at_most": 5}
    whole = {"title": "A", "categories": ["a"], "at_most": 5}
    inner = {"title": "A online", "categories": ["a"], "formats": ["webinar"], "at_most": 2}
    with pytest.raises(PolicyRefused, match="'Online' and 'A' overlap"):
        requirement(parts=[online, whole])
    assert len(requirement(parts=[online, inner]).parts) == 3
    assert len(requirement(parts=[whole, inner]).parts) == 3


def test_what_a_part_needs_may_lie_across_a_limit() -> None:
    online = {"title": "Online", "formats": ["webinar"], "at_most": 5}
    needed = {"title": "A", "categories": ["a"], "at_least": 5}
    assert len(requirement(parts=[online, needed]).parts) == 3


def test_what_is_no_requirement_is_refused_in_a_sentence() -> None:
    with pytest.raises(PolicyRefused, match=r"The file must be a mapping of keys"):
        parse("- a")
    with pytest.raises(PolicyRefused, match="'unit' is missing"):
        parse(changed(unit=None))
