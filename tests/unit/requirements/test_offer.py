"""What a policy offers to a learner."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lrs.credits.policy import parse
from lrs.requirements.offer import offer

POLICY = b"""
policy: sepsis
version: 1
effective: 2026-02-01
title: Sepsis for the team
activity: {id: https://cme.example/sepsis, title: Sepsis, format: webinar}
provider: {name: Example Hospital, id: "0001234"}
body: ama-pra
credit:
  - type: AMA PRA Category 1 Credit
    professions: [Physician]
    maximum: 1.5
    step: 0.25
    rounding: nearest
    minimum: 0.25
  - body: hpcsa
    type: CEU
    maximum: 3
    step: 1
    rounding: down
    minimum: 1
    parts: [{name: Ethics, maximum: 1}, {name: General, maximum: 2}]
earned_by: {completed: true}
window: {release: 2026-01-01, expiry: 2026-12-31}
"""


def test_an_offer_is_of_each_credit_and_part_at_its_maximum() -> None:
    found = offer(parse(POLICY), "physician")
    assert [(each.body, each.part, each.amount) for each in found.credits] == [
        ("ama-pra", "", Decimal("1.50")),
        ("hpcsa", "Ethics", Decimal(1)),
        ("hpcsa", "General", Decimal(2)),
    ]
    assert len({each.award for each in found.credits}) == 3


def test_an_offer_holds_what_the_learners_profession_can_have() -> None:
    assert {each.body for each in offer(parse(POLICY), None).credits} == {"hpcsa"}


def test_an_offer_opens_once_the_policy_is_effective() -> None:
    found = offer(parse(POLICY), None)
    assert (found.opens, found.closes) == (date(2026, 2, 1), date(2026, 12, 31))
