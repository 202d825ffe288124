"""What a CME office does about requirements: look at worked ones, put its own into force, follow learners."""

from __future__ import annotations

import json

import pytest

from lrs.requirements import worked
from tests.policies import completion_policy
from tests.processes import Command
from tests.unit.requirements.samples import changed

LEARNER = "mbox:mailto:nurse@hospital.example"


def test_worked_requirements_can_be_listed_printed_and_checked(lrs: Command) -> None:
    listed = lrs.output("requirements", "worked")
    assert all(name in listed for name in worked.names())
    printed = lrs.output("requirements", "worked", "hpcsa-ceu")
    assert printed == worked.text("hpcsa-ceu")
    checked = lrs.output("requirements", "check", lrs.file("mine.yaml", printed))
    assert checked == "mine.yaml: hpcsa-ceu version 1 is in order.\n"
    assert not lrs.data.exists()


def test_a_learner_can_be_followed(beside: Command) -> None:
    accepts = [{"bodies": ["ama-pra"]}]
    mine = beside.file("mine.json", changed(requirement="office-year", accepts=accepts))
    own = changed(requirement="office-own", accepts=accepts, cycle={"begins": "own", "months": 36})
    policy = beside.file("course.yaml", completion_policy("office-course", "https://cme.example/office"))
    beside.output("policies", "activate", policy)
    assert beside.output("requirements", "activate", mine) == "office-year version 1 is now in force.\n"
    assert beside.output("requirements", "activate", mine, beside.file("own.json", own)).splitlines() == [
        "office-year version 1 is already in force.",
        "office-own version 1 is now in force.",
    ]
    assert "12 months, begin on 2026-01-01" in beside.output("requirements", "list")

    beside.output("learners", "assign", LEARNER, "office-year")
    beside.output("learners", "assign", LEARNER, "office-own", "--start", "2024-02-29")
    table = beside.output("learners", "progress", LEARNER, "--on", "2026-06-01")
    assert "2024-02-29 to 2027-02-27" in table
    assert "2026-01-01 to 2026-12-31" in table
    found = json.loads(beside.output("learners", "progress", LEARNER, "--on", "2026-06-01", "--json"))
    assert [each["requirement"]["id"] for each in found["requirements"]] == ["office-own", "office-year"]

    only = ("--requirement", "office-year", "--on", "2026-06-01")
    assert "office-course" in beside.output("learners", "suggestions", LEARNER, *only)
    [suggested] = json.loads(beside.output("learners", "suggestions", LEARNER, *only, "--json"))[
        "requirements"
    ]
    assert "office-course" in [each["policy"] for each in suggested["activities"]]

    beside.output("learners", "unassign", LEARNER, "office-own")
    refused = beside.refusal("learners", "unassign", LEARNER, "office-own")
    assert refused == f"{LEARNER} does not have the requirement office-own"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("requirements", "check", "wrong.json"),
            "wrong.json at /total: 'total' must be a number of credits ",
        ),
        (("requirements", "worked", "nowhere"), "there is no worked requirement nowhere; there are "),
        (("learners", "assign", "person:9", "nothing"), "the registry does not know person:9"),
        (("learners", "assign", LEARNER, "nothing"), "there is no requirement nothing"),
        (("learners", "progress", "somebody"), "a learner is named by person: and an id, or by an agent key"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    beside: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    beside.file("wrong.json", changed(total=0))
    assert beside.refusal(*arguments).startswith(sentence)
