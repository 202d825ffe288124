"""Requirements and awards for tests."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from lrs.requirements.counting import Credit
from lrs.requirements.earned import Earned
from lrs.requirements.requirement import Requirement, parse

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "credit-requirement.md"
BASIS: dict[str, Any] = {
    "requirement": "example",
    "version": 1,
    "title": "An example",
    "board": "A board",
    "source": {"text": "A page", "as_of": "2026-01-01"},
    "unit": "credit",
    "cycle": {"begins": "2026-01-01", "months": 12},
    "total": 10,
    "accepts": [{"credit_types": [each.upper()], "category": each} for each in "abc"],
}
_numbers = count(1)


def example() -> str:
    """Return the requirement that the reference page shows."""
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def changed(**members: Any) -> bytes:
    """Return the text of the basic requirement with other members; None takes one out."""
    document = {key: value for key, value in (BASIS | members).items() if value is not None}
    return msgspec.json.Encoder(decimal_format="number").encode(document)


def requirement(**members: Any) -> Requirement:
    """Return the basic requirement with other members."""
    return parse(changed(**members))


def award(
    amount: str | Decimal = "1", day: str | date = "2026-06-01", kind: str = "A", **members: Any
) -> Earned:
    """Return an award; each is for an activity of its own unless it is named."""
    number = next(_numbers)
    usual = Earned(
        award=f"award-{number:05}",
        activity=f"https://cme.example/activities/{number}",
        title="An activity",
        format="live course",
        provider="Example Hospital",
        policy_id=f"policy-{number}",
        body="ama-pra",
        credit_type=kind,
        part="",
        amount=Decimal(amount),
        day=date.fromisoformat(day) if isinstance(day, str) else day,
    )
    return replace(usual, **members)


def credit(earned: Earned) -> Credit:
    """Return an award as the basic requirement accepts it."""
    return Credit(earned, earned.credit_type.lower(), earned.amount)
