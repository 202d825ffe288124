"""What clinicians and their portals see of credit: transcript, progress, suggestions."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest
from yarl import URL

from lrs.reports.person import Person
from lrs.requirements.goal import Goal
from lrs.requirements.requirement import parse
from lrs.store.store import Store
from tests.service import Headers, Http, MakeKey
from tests.store.test_learners import AGENT, AMARA, award, require
from tests.unit.requirements.samples import example

ACCOUNT = "account:https://simulators.example/path okafor"
JSON_AGENT = '{"mbox": "mailto:amara@hospital.example"}'
EVE = {"on": "2026-12-31"}
RESOURCES = ("transcript", "progress", "suggestions")


@pytest.fixture(autouse=True)
async def _amara(running: Store) -> None:
    """Give the service a learner with one credit of the three that a year needs, and something to do."""
    await running.people.put([Person("1001", "Amara", "Okafor", keys=(ACCOUNT, AGENT))])
    await award(running, "sepsis")
    await award(running, "airway", learner="person:1002")
    await require(running)
    await running.learners.assign(Goal(AMARA, "yearly"))


@pytest.fixture
async def portal(make_key: MakeKey) -> Headers:
    """Return a credential that reads credit."""
    return await make_key("credits/read")


async def answer(http: Http, key: Headers, path: str, **parameters: str) -> dict[str, Any]:
    """Return what is answered with 200 below /api/learners."""
    response = await http.get(f"/api/learners/{path}", params=parameters, headers=key)
    assert response.status == 200, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def test_a_transcript_lists_awards_and_adds_them_up(http: Http, portal: Headers) -> None:
    found = await answer(http, portal, "person:1001/transcript")
    assert found["learner"] == AMARA
    kind = {"body": "ama-pra", "credit_type": "AMA PRA Category 1 Credit"}
    assert found["totals"] == [kind | {"amount": "1.00"}]
    assert found["awards"] == [
        kind
        | {
            "earned_on": "2026-03-02",
            "activity": "https://cme.example/sepsis",
            "title": "Recognising sepsis",
            "format": "enduring material",
            "provider": "Example Hospital CME Office",
            "part": "",
            "amount": "1.00",
            "policy": "sepsis",
            "award": "sepsis person:1001",
        }
    ]


async def test_a_transcript_may_be_a_table(http: Http, portal: Headers) -> None:
    response = await http.get("/api/learners/person:1001/transcript?format=csv", headers=portal)
    assert response.content_type == "text/csv"
    [row] = csv.DictReader(io.StringIO(await response.text()))
    assert (row["earned_on"], row["amount"], row["title"]) == ("2026-03-02", "1.00", "Recognising sepsis")


async def test_progress_says_what_counts_and_what_is_missing(http: Http, portal: Headers) -> None:
    found = await answer(http, portal, "person:1001/progress", **EVE)
    assert found["on"] == "2026-12-31"
    [yearly] = found["requirements"]
    assert yearly["requirement"]["id"] == "yearly"
    assert yearly["cycle"] == {"first": "2026-01-01", "last": "2026-12-31"}
    assert yearly["met"] is False
    assert yearly["parts"] == [{"title": "Total", "counted": "1.00", "missing": "2.00", "at_least": "3"}]
    [credit] = yearly["credits"]
    assert (credit["award"], credit["counted"], credit["expires_on"]) == ("sepsis person:1001", "1.00", None)
    assert yearly["not_counted"] == []


async def test_what_does_not_count_is_listed_with_the_reason(
    http: Http, portal: Headers, running: Store
) -> None:
    await require(running, "others", accepts=[{"bodies": ["rcp"]}])
    found = await answer(http, portal, "person:1001/progress", requirement="others", **EVE)
    assert found["requirements"][0]["not_counted"] == [
        {
            "award": "sepsis person:1001",
            "activity": "https://cme.example/sepsis",
            "reason": "The requirement does not accept it.",
        }
    ]


async def test_bounds_and_expiry_are_shown_where_there_are_any(
    http: Http, portal: Headers, running: Store
) -> None:
    await running.requirements.activate(parse(example()), example().encode())
    found = await answer(http, portal, "person:1001/progress", requirement="hospital-cpd", on="2026-03-31")
    [hospital] = found["requirements"]
    assert hospital["cycle"]["first"] == "2025-04-01"
    assert {"title": "Online", "counted": "0.500", "missing": "0", "at_most": "20"} in hospital["parts"]
    assert hospital["credits"][0]["expires_on"] == "2028-03-02"


async def test_suggested_is_what_would_fill_what_is_missing(http: Http, portal: Headers) -> None:
    found = await answer(http, portal, "person:1001/suggestions", **EVE)
    [yearly] = found["requirements"]
    assert yearly["missing"] == [{"title": "Total", "amount": "2.00"}]
    [activity] = yearly["activities"]
    assert activity["policy"] == "airway"
    assert activity["activities"] == ["https://cme.example/airway"]
    assert activity["closes_on"] == "2028-12-31"
    assert [credit["at_most"] for credit in activity["credits"]] == ["1.00"]
    assert activity["fills"] == [{"title": "Total", "amount": "1.00"}]


@pytest.mark.parametrize("resource", RESOURCES)
async def test_a_learner_is_named_by_person_by_agent_key_or_by_agent(
    http: Http, portal: Headers, resource: str
) -> None:
    found = await answer(http, portal, f"person:1001/{resource}")
    for name in (AGENT, ACCOUNT):
        path = URL(f"/api/learners/{quote(name, safe='')}/{resource}", encoded=True)
        response = await http.get(path, headers=portal)
        assert await response.json() == found
    assert await answer(http, portal, resource, agent=JSON_AGENT) == found


@pytest.mark.parametrize("resource", RESOURCES)
async def test_an_agent_without_credit_has_nothing(http: Http, portal: Headers, resource: str) -> None:
    found = await answer(http, portal, f"mbox:mailto:new@hospital.example/{resource}")
    assert found["learner"] == "mbox:mailto:new@hospital.example"
    assert found.get("awards", found.get("requirements")) == []


@pytest.mark.parametrize("resource", RESOURCES)
async def test_no_scope_of_xapi_reads_a_learners_credit(http: Http, content: Headers, resource: str) -> None:
    for path in (f"person:1001/{resource}", resource):
        assert (await http.get(f"/api/learners/{path}", headers=content)).status == 403
        assert (await http.get(f"/api/learners/{path}")).status == 401


@pytest.mark.parametrize(
    ("path", "status", "pointer"),
    [
        ("person:9/transcript", 404, None),
        ("amara/transcript", 400, "learner"),
        ("transcript", 400, "agent"),
        ("progress?agent=x", 400, "agent"),
        ("person:1001/progress?agent={}", 400, "agent"),
        ("person:1001/transcript?format=pdf", 400, "format"),
        ("person:1001/transcript?on=2026-01-01", 400, "on"),
        ("person:1001/progress?on=today", 400, "on"),
        ("person:1001/progress?on=9999-12-31", 400, "on"),
        ("person:1001/progress?requirement=nothing", 404, None),
        ("person:1001/suggestions?requirement=own", 400, "requirement"),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    http: Http, portal: Headers, running: Store, path: str, status: int, pointer: str | None
) -> None:
    await require(running, "own", cycle={"begins": "own", "months": 60})
    response = await http.get(f"/api/learners/{path}", headers=portal)
    assert response.status == status
    assert (await response.json())["error"].get("pointer") == pointer
