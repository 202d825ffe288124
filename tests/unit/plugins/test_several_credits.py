"""A policy that gives several credits is held to the rule of each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lrs.credits.document import read
from lrs.errors import PolicyRefused
from lrs.plugins import load
from tests.unit.credits.samples import example, policy

CREDIT = read(example())["credit"]
SEVERAL = policy(
    {"credit": [CREDIT | {"type": "Another"}, CREDIT | {"step": Decimal("0.5")}]}, completed=True
)


def test_the_credit_that_departs_from_its_rule_is_named() -> None:
    [rule, *_] = load().credit_types("ama-pra")
    assert [each.pointer for each in rule.problems(SEVERAL)] == ["/credit/1/step"]


def test_a_credit_type_that_no_plugin_knows_is_refused_at_its_place() -> None:
    with pytest.raises(PolicyRefused, match="no credit type 'Another'") as refused:
        load().check(SEVERAL)
    assert refused.value.pointer == "/credit/0/type"
