"""From a statement to credit and to a report, over HTTP."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

import pytest
from lxml import etree

from lrs.credits.policy import parse
from lrs.demo.cast import people_csv, policy_files
from lrs.reports import people_csv as people
from lrs.store.store import Store
from tests.service import Headers, Http, MakeKey
from tests.statements import statement, voiding

ARTICLE = {"id": "https://cme.hospital.example/activities/airway-article"}
REPORT = "/api/reports/ama-pra"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
AR = "{http://ns.medbiq.org/activityreport/v2/}"


@pytest.fixture(autouse=True)
async def _hospital(running: Store) -> None:
    """Give the service the people and the policies of the demo hospital."""
    await running.people.put(people.parse(people_csv()))
    for text in policy_files():
        await running.policies.activate(parse(text), text)


@pytest.fixture
async def office(make_key: MakeKey) -> Headers:
    """Return a credential that reads credit and reports."""
    return await make_key("credits/read", "reports/read")


def read_article(mailbox: str, **members: Any) -> dict[str, Any]:
    """Return the statement that somebody has read the article."""
    return statement(actor={"mbox": f"mailto:{mailbox}@hospital.example"}, object=ARTICLE, **members)


async def post(http: Http, key: Headers, *statements: dict[str, Any]) -> None:
    """Post statements as one batch and expect it to be accepted."""
    assert (await http.post("/xapi/statements", json=list(statements), headers=key)).status == 200


async def awards(http: Http, office: Headers, until: int, **parameters: str) -> list[dict[str, Any]]:
    """Return the awards that stand, once there are as many as `until`."""
    async with asyncio.timeout(20):
        while True:
            answer = await (await http.get("/api/awards", params=parameters, headers=office)).json()
            standing = [award for award in answer["awards"] if award["state"] != "revoked"]
            if len(standing) == until:
                return standing
            await asyncio.sleep(0.05)


async def test_a_completed_article_becomes_credit_that_names_its_evidence(
    http: Http, content: Headers, office: Headers
) -> None:
    sent = read_article("amara.okafor")
    await post(http, content, sent)
    agent = '{"mbox": "mailto:amara.okafor@hospital.example"}'
    [award] = await awards(http, office, 1, agent=agent)
    assert award["amount"] == "1.00"
    assert award["state"] == "granted"
    assert award["learner"] == "person:1001"
    assert award["policy"]["id"] == "airway-article"
    assert award["evidence"] == [sent["id"]]
    one = await (await http.get(f"/api/awards/{award['id']}", headers=office)).json()
    assert [entry["number"] for entry in one["entries"]] == [1]
    assert one["entries"][0]["entry"] == award["entry"]


async def test_voiding_the_evidence_revokes_the_award_and_the_ledger_keeps_both_entries(
    http: Http, content: Headers, office: Headers
) -> None:
    sent = read_article("amara.okafor")
    await post(http, content, sent)
    [award] = await awards(http, office, 1)
    await post(http, content, voiding(sent["id"]))
    await awards(http, office, 0)
    one = await (await http.get(f"/api/awards/{award['id']}", headers=office)).json()
    assert [(entry["state"], entry["amount"]) for entry in one["entries"]] == [
        ("granted", "1.00"),
        ("revoked", "0"),
    ]
    assert one["entries"][1]["previous"] == award["entry"]


async def test_an_award_explains_itself(http: Http, content: Headers, office: Headers) -> None:
    sent = read_article("amara.okafor")
    await post(http, content, sent)
    [award] = await awards(http, office, 1)
    address = f"/api/awards/{award['id']}/explanation"
    explained = await (await http.get(address, headers=office)).json()
    assert explained["award"] == award["id"]
    assert explained["amount"] == "1.00"
    [gate] = explained["gates"]
    assert (gate["name"], gate["passed"], gate["statements"]) == ("completed", True, [sent["id"]])
    assert explained["arithmetic"] == ["Every requirement is met: the designated maximum of 1.00 credits."]
    assert explained["stands"] == {"entry": award["entry"], "state": "granted", "amount": "1.00"}
    assert explained["differences"] == explained["missing"] == []
    [flag] = explained["flags"]
    assert flag["statement"] == sent["id"]
    assert flag["why"].endswith(" counts.")
    await post(http, content, voiding(sent["id"]))
    await awards(http, office, 0)
    explained = await (await http.get(address, headers=office)).json()
    assert explained["missing"] == ["The activity was not completed."]
    assert explained["stands"]["state"] == "revoked"
    assert explained["differences"] == []


async def test_an_unknown_award_has_no_explanation(http: Http, office: Headers, content: Headers) -> None:
    assert (await http.get("/api/awards/none/explanation", headers=office)).status == 404
    assert (await http.get("/api/awards/none/explanation", headers=content)).status == 403


async def test_one_person_under_two_identifiers_has_one_award(
    http: Http, content: Headers, office: Headers
) -> None:
    account = {"account": {"homePage": "https://simulators.example/", "name": "okafor"}}
    await post(http, content, read_article("amara.okafor"), statement(actor=account, object=ARTICLE))
    await post(http, content, read_article("chen.li"))
    standing = await awards(http, office, 2)
    assert sorted(award["learner"] for award in standing) == ["person:1001", "person:1003"]


async def test_awards_come_in_pages_and_by_filter(http: Http, content: Headers, office: Headers) -> None:
    await post(http, content, *(read_article(name) for name in ("amara.okafor", "chen.li", "stranger")))
    everything = await awards(http, office, 3)
    seen: list[dict[str, Any]] = []
    more = "/api/awards?limit=2"
    while more:
        page = await (await http.get(more, headers=office)).json()
        seen += page["awards"]
        more = page["more"]
    assert seen == everything
    stranger = await awards(http, office, 1, learner="mbox:mailto:stranger@hospital.example")
    assert stranger[0] in everything
    assert await awards(http, office, 3, policy="airway-article", activity=ARTICLE["id"])
    assert await awards(http, office, 0, policy="sepsis-module") == []


@pytest.mark.parametrize("query", ["agent=x", "limit=x", "foo=1", "activity=x"])
async def test_a_wrong_parameter_is_a_400(http: Http, office: Headers, query: str) -> None:
    assert (await http.get(f"/api/awards?{query}", headers=office)).status == 400


async def test_an_unknown_award_is_not_found(http: Http, office: Headers) -> None:
    assert (await http.get("/api/awards/none", headers=office)).status == 404


async def test_the_report_has_who_can_be_reported_and_counts_who_cannot(
    http: Http, content: Headers, office: Headers
) -> None:
    learners = ("amara.okafor", "elena.rossi", "farid.khan", "stranger")
    await post(http, content, *(read_article(name) for name in learners))
    await awards(http, office, 4)
    xml = await http.get(REPORT, params=MARCH | {"format": "xml"}, headers=office)
    assert xml.status == 200
    assert xml.content_type == "application/xml"
    assert xml.headers["X-LRS-Not-Reportable"] == "3"
    report = etree.fromstring(await xml.read())
    assert len(report.findall(f"{AR}ActivityReport")) == 1
    text = await http.get(REPORT, params=MARCH | {"format": "csv"}, headers=office)
    rows = list(csv.DictReader(io.StringIO(await text.text())))
    assert sorted(row["state"] for row in rows) == ["not_reportable"] * 3 + ["ready"]
    listed = await http.get(f"{REPORT}/not-reportable", params=MARCH | {"format": "xml"}, headers=office)
    reasons = {row["learner"]: row["reason"] for row in (await listed.json())["not_reportable"]}
    assert "RN" in reasons["person:1005"]
    assert "NPI" in reasons["person:1006"]
    assert "registry" in reasons["mbox:mailto:stranger@hospital.example"]


async def test_a_report_is_on_its_days_alone(http: Http, content: Headers, office: Headers) -> None:
    evening = read_article("amara.okafor", timestamp="2026-03-31T23:59:59Z")
    await post(http, content, evening)
    await awards(http, office, 1)
    assert (await http.get(REPORT, params=MARCH | {"format": "csv"}, headers=office)).status == 200
    april = {"from": "2026-04-01", "to": "2026-04-30", "format": "csv"}
    rows = (await (await http.get(REPORT, params=april, headers=office)).text()).splitlines()
    assert len(rows) == 1, "the header alone"
    nothing = await http.get(REPORT, params=april | {"format": "xml"}, headers=office)
    assert nothing.status == 404
    assert (await nothing.json())["error"]["code"] == "nothing_to_report"


@pytest.mark.parametrize(
    ("body", "query", "status"),
    [
        ("ama-pra", "from=2026-03-01&format=xml", 400),
        ("ama-pra", "from=2026-03-01&to=2026-03-31", 400),
        ("ama-pra", "from=March&to=2026-03-31&format=xml", 400),
        ("ama-pra", "from=2026-03-31&to=2026-03-01&format=xml", 400),
        ("ama-pra", "from=2026-03-01&to=2026-03-31&format=pdf", 404),
        ("nobody", "from=2026-03-01&to=2026-03-31&format=xml", 404),
    ],
)
async def test_what_cannot_be_reported_is_refused(
    http: Http, office: Headers, body: str, query: str, status: int
) -> None:
    response = await http.get(f"/api/reports/{body}?{query}", headers=office)
    assert response.status == status
    assert (await response.json())["error"]["message"]
