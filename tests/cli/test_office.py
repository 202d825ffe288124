"""What a CME office does: register people, put policies into force, look at credit, write reports."""

from __future__ import annotations

import csv
import json

from aiohttp import ClientSession
from lxml import etree

from lrs.demo.cast import people_csv
from tests.policies import completion_policy
from tests.processes import Command, Service, eventually, make_key
from tests.statements import AMARA, statement

COURSE = "https://cme.example/activities/course"
MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


async def test_the_whole_way_from_people_and_policies_to_a_report(beside: Command, service: Service) -> None:
    policy = beside.file("course.yaml", completion_policy("course", COURSE))
    assert beside.output("people", "import", "-", stdin=people_csv()).startswith("6 people read, 6 ")
    assert beside.output("people", "import", "-", stdin=people_csv()).startswith("6 people read, 0 ")
    assert beside.output("policies", "check", policy) == "course.yaml: course version 1 is in order.\n"
    assert beside.output("policies", "activate", policy) == "course version 1 is now in force.\n"
    assert beside.output("policies", "activate", policy) == "course version 1 is already in force.\n"
    assert "course" in beside.output("policies", "list")
    headers = await make_key(service.data, "statements/write")
    async with (
        ClientSession(headers=headers) as session,
        session.post(service.statements, json=statement(object={"id": COURSE})) as response,
    ):
        assert response.status == 200
    [award] = eventually(lambda: _credits(beside), "credit is awarded")
    assert (award["learner"], award["state"], award["amount"]) == ("person:1001", "granted", "1.00")
    assert "Amara Okafor" in beside.output("credits", "list", "--learner", "person:1001")
    assert beside.output("credits", "recompute") == "0 ledger entries written.\n"
    for form in ("xml", "csv"):
        arguments = ("reports", "preview", "ama-pra", *MARCH, "--format", form, "--out", f"march.{form}")
        assert "1 award reported in " in beside.output(*arguments)
    folder = beside.data.parent
    assert etree.parse(folder / "march.xml").getroot() is not None
    [row] = csv.DictReader((folder / "march.csv").read_text().splitlines())
    assert (row["state"], row["family_name"]) == ("ready", "Okafor")


def test_a_change_of_a_policy_can_be_seen_before_it_is_made_and_a_policy_can_be_retired(lrs: Command) -> None:
    first = completion_policy("course", COURSE)
    second = first.replace("version: 1", "version: 2").replace("maximum: 1,", "maximum: 2,")
    one, two = lrs.file("one.yaml", first), lrs.file("two.yaml", second)
    lrs.output("policies", "activate", one)
    lrs.output("import", lrs.file("statements.json", json.dumps([statement(object={"id": COURSE})])))
    lrs.output("credits", "recompute")
    assert lrs.output("policies", "diff", one) == "They say the same.\n"
    assert "/credit/maximum" in lrs.output("policies", "diff", two)
    foreseen = lrs.output("policies", "activate", "--dry-run", two)
    assert "course version 2 would have 1 ledger entry written." in foreseen
    assert "amended" in foreseen
    assert lrs.output("policies", "show", "course") == first
    lrs.output("policies", "activate", two)
    assert lrs.output("credits", "recompute") == "1 ledger entry written.\n"
    assert lrs.output("policies", "show", "course", "--version", "1") == first
    retiring = ("policies", "retire", "course", "--from", "2026-01-01")
    assert "revoked" in lrs.output(*retiring, "--dry-run")
    assert lrs.output(*retiring) == "course version 3 is now in force.\n"
    assert "course" not in lrs.output("policies", "list")
    assert lrs.output("credits", "recompute") == "1 ledger entry written.\n"
    [award] = _credits(lrs)
    assert award["state"] == "revoked"


def test_a_learner_can_be_told_what_is_missing(lrs: Command) -> None:
    text = completion_policy("course", COURSE).replace(
        "completed: true", "completed: true, score: {at_least: 0.8}"
    )
    lrs.output("policies", "activate", lrs.file("course.yaml", text))
    sent = statement(object={"id": COURSE}, result={"score": {"scaled": 0.5}})
    lrs.output("import", lrs.file("statements.json", json.dumps([sent])))
    explained = lrs.output("credits", "explain", f"mbox:{AMARA['mbox']}", "course")
    assert "Missing: The best score is 0.5; at least 0.8 is needed." in explained
    assert sent["id"] in explained
    [one] = json.loads(lrs.output("credits", "explain", f"mbox:{AMARA['mbox']}", "course", "--json"))
    assert [(gate["name"], gate["passed"]) for gate in one["gates"]] == [
        ("completed", True),
        ("score", False),
    ]
    assert one["stands"] is None
    [nobody] = json.loads(
        lrs.output("credits", "explain", "mbox:mailto:nobody@example.org", "course", "--json")
    )
    assert len(nobody["missing"]) == 2


def test_a_period_may_be_open_ended(beside: Command) -> None:
    period = ("--from", "1970-01-01", "--to", "9999-12-31")
    assert " reported in " in beside.output(
        "reports", "preview", "ama-pra", *period, "--format", "csv", "--out", "all.csv"
    )


def _credits(lrs: Command) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(lrs.output("credits", "list", "--activity", COURSE, "--json"))
    return found
