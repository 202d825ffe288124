"""What bodies say of their credit, worked out: one test for each line of `worked_examples.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from lrs.credits.assessment import Assessment, assess
from lrs.credits.document import read
from lrs.credits.equivalents import equivalents
from lrs.credits.evidence import Evidence
from lrs.credits.learner import UNKNOWN, Learner
from lrs.credits.policy import Policy, parse
from tests.unit.credits.samples import ATTENDED, COMPLETED, NOON, written

TABLE = read(Path(__file__).with_name("worked_examples.yaml").read_bytes())
COURSE = "https://cme.example.org/course/"
CLAIMED = "https://cme.example.org/verbs/claimed"
VERBS = {
    "attended": ATTENDED,
    "completed": COMPLETED,
    "scored": "http://adlnet.gov/expapi/verbs/scored",
    "answered": "http://adlnet.gov/expapi/verbs/answered",
    "claimed": CLAIMED,
}
PHYSICIAN = Learner("physician", frozenset({"profession", "birth_month_day", "npi"}))
LEARNERS = {None: UNKNOWN, "physician": PHYSICIAN, "nurse": Learner("nurse", frozenset({"profession"}))}
LINE = re.compile(
    r"(?P<verb>[a-z]+)(?: (?P<number>[0-9.]+))?(?: of (?P<of>\S+)(?: to (?P<to>\S+))?)?(?: on (?P<on>\S+))?"
)


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the table."""

    name: str
    source: str
    rule: str
    said: dict[str, Any]

    def policy(self) -> Policy:
        """Return the policy that the example is about."""
        says = self.said.get("says", {})
        document = {
            "policy": "example",
            "version": 1,
            "title": self.name,
            "activity": {"id": [COURSE + "main", COURSE + "s*"], "title": self.name, "format": "live course"},
            "provider": {"name": "Example Hospital", "id": "1"},
            "body": "body",
            "credit": TABLE["rules"][self.rule] | says.get("credit", {}),
            "earned_by": placed(says.get("earned_by", {"attended": {"at_least_minutes": 0}})),
            "window": {"release": "2026-01-01", "expiry": "2028-12-31"} | says.get("window", {}),
        }
        if "claim" in says:
            document["claim"] = {"verb": CLAIMED, "amount": "score.raw"}
        document |= {name: placed(says[name]) for name in ("basis",) if name in says}
        document |= {name: says[name] for name in ("once_per", "time_zone") if name in says}
        return parse(written(document))

    def evidence(self) -> list[Evidence]:
        """Return what the learner did."""
        lines = [each for line in self.said["done"] for each in statements(line)]
        ends = accumulate(minutes(line) for line in lines)
        return [
            evidence(f"{number:03}", line, NOON + timedelta(minutes=end))
            for number, (line, end) in enumerate(zip(lines, ends, strict=True))
        ]


def placed(said: Any) -> Any:
    """Return what a policy says with activities by their whole IRIs."""
    places = {"activity", "items", "evaluation", "consent", "reflection"}
    if isinstance(said, dict):
        return {
            key: COURSE + value if key in places and isinstance(value, str) else placed(value)
            for key, value in said.items()
        }
    return [placed(each) for each in said] if isinstance(said, list) else said


def statements(line: str) -> Iterator[dict[str, str | None]]:
    """Yield what each statement of a line says."""
    found = LINE.fullmatch(line)
    assert found is not None, line
    if not found["to"]:
        yield found.groupdict()
        return
    for number in range(int(found["of"][1:]), int(found["to"][1:]) + 1):
        yield found.groupdict() | {"of": f"{found['of'][0]}{number}"}


def minutes(said: dict[str, str | None]) -> float:
    """Return how long a line takes: a minute, or as long as somebody attended."""
    return float(said["number"] or 0) if said["verb"] == "attended" else 1


def evidence(name: str, said: dict[str, str | None], usually: datetime) -> Evidence:
    """Return one statement."""
    number = Decimal(said["number"]) if said["number"] else None
    on = datetime.fromisoformat(said["on"]).replace(tzinfo=UTC) if said["on"] else None
    if on and "T" not in str(said["on"]):
        on = datetime.combine(on, usually.timetz())
    return Evidence(
        statement_id=name,
        verb=VERBS[str(said["verb"])],
        activity=COURSE + (said["of"] or "main"),
        timestamp=on or usually,
        seconds=60 * number if number is not None and said["verb"] == "attended" else None,
        score_scaled=number if said["verb"] == "scored" else None,
        numbers={"score.raw": number} if number is not None and said["verb"] == "claimed" else {},
    )


def examples() -> Iterator[Any]:
    for each in TABLE["sources"]:
        for name, said in each["examples"].items():
            example = Example(name, each["source"], each["rule"], said)
            yield pytest.param(example, id=f"{example.rule}: {name}")


def amounts(assessments: list[Assessment]) -> Any:
    """Return the amount of each award as the table writes it."""
    found = {
        each.slot.part or each.slot.occasion: str(each.amount) if each.amount else "none"
        for each in assessments
    }
    return found[""] if list(found) == [""] else found


@pytest.mark.parametrize("example", list(examples()))
def test_a_worked_example(example: Example) -> None:
    policy = example.policy()
    found = assess(policy, example.evidence(), LEARNERS[example.said.get("learner")])
    worth = example.said["worth"]
    expected = {name: str(each) for name, each in worth.items()} if isinstance(worth, dict) else str(worth)
    assert amounts(found) == expected, example.source
    if "report_by" in example.said:
        assert [each.report_by for each in found] == [date.fromisoformat(example.said["report_by"])]
    if "equivalent" in example.said:
        assert equivalent(policy, found[0]) == str(example.said["equivalent"])


def equivalent(policy: Policy, assessment: Assessment) -> str:
    """Return what an award is worth as another credit."""
    return str(next(iter(equivalents(policy, assessment).values()), "none"))


def test_there_are_enough_examples_and_each_has_a_source() -> None:
    assert len(list(examples())) >= 60
    assert all(each["source"] for each in TABLE["sources"])
    assert {each["rule"] for each in TABLE["sources"]} == set(TABLE["rules"])
