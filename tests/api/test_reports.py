"""Reports are made by the office and pulled by the body, each with its own key."""

from __future__ import annotations

import csv
import hashlib

import pytest

from lrs.store.store import Store
from tests.service import Headers, Http, MakeKey
from tests.store.reported import LEARNERS, NURSE, prepare
from tests.store.test_reporting import award

MARCH = {"from": "2026-03-01", "to": "2026-03-31", "format": "csv"}
OURS = "/api/reports/ama-pra"


@pytest.fixture
async def office(make_key: MakeKey, running: Store) -> Headers:
    """Return a credential that makes and reads reports; four learners have an award, which stays."""
    await prepare(running)
    await running.closed.add(LEARNERS, "no statements are behind these awards")
    for learner in LEARNERS:
        await award(running, learner, "1.00")
    return await make_key("reports/read", "reports/make")


@pytest.fixture
async def body(make_key: MakeKey) -> Headers:
    """Return the credential of the body."""
    return await make_key("reports/read/ama-pra")


async def make_reportable(running: Store) -> None:
    """Tell the registry what the body must know of two of the learners."""
    for name in ("ana", "ben"):
        said = {"degree": "MD", "npi": "1234567893"}
        await running.database["people"].update_one({"_id": name}, {"$set": said})


async def test_a_report_is_made_listed_and_pulled(
    http: Http, running: Store, office: Headers, body: Headers
) -> None:
    await make_reportable(running)
    made = await http.post(OURS, params=MARCH, headers=office)
    assert (made.status, made.headers["Location"]) == (201, f"{OURS}/csv-1")
    manifest = await made.json()
    assert (manifest["records"]["add"], manifest["records"]["not_reportable"]) == (2, 2)
    assert await (await http.get("/api/reports", headers=body)).json() == {"reports": [manifest]}
    assert await (await http.get(f"{OURS}/csv-1/manifest", headers=body)).json() == manifest
    pulled = await http.get(f"{OURS}/csv-1", headers=body)
    content = await pulled.read()
    assert hashlib.sha256(content).hexdigest() == manifest["sha256"]
    assert pulled.headers["X-LRS-Not-Reportable"] == "2"
    assert pulled.headers["Content-Disposition"] == 'attachment; filename="ama-pra-1.csv"'
    assert len(list(csv.DictReader(content.decode().splitlines()))) == 4
    head = await http.head(f"{OURS}/csv-1", headers=body)
    assert int(head.headers["Content-Length"]) == len(content)
    again = await http.post(OURS, params=MARCH, headers=office)
    assert (again.status, (await again.json())["error"]["code"]) == (404, "nothing_to_report")


async def test_the_key_of_a_body_opens_its_own_reports_and_nothing_else(
    http: Http, running: Store, office: Headers, body: Headers, make_key: MakeKey
) -> None:
    await make_reportable(running)
    await http.post(OURS, params=MARCH, headers=office)
    other = await make_key("reports/read/ancc")
    for path in (f"{OURS}/csv-1", f"{OURS}/csv-1/manifest"):
        assert (await http.get(path, headers=other)).status == 403
        assert (await http.get(path, headers=body)).status == 200
    for path in (OURS, f"{OURS}/not-reportable", f"/api/awards?learner={NURSE}"):
        assert (await http.get(path, params=MARCH, headers=body)).status == 403
    assert (await http.post(OURS, params=MARCH, headers=body)).status == 403
    assert (await http.get("/api/reports/ancc/csv-1", headers=body)).status == 403


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("from=2026-03-01", 400),
        ("from=2026-03-01&to=2026-02-01&format=csv", 400),
        ("from=2026-03-01&to=2026-03-31&format=fax", 404),
        ("from=2026-03-01&to=2026-03-31&format=csv&more=1", 400),
    ],
)
async def test_what_is_no_report_is_not_made(http: Http, office: Headers, query: str, status: int) -> None:
    assert (await http.post(f"{OURS}?{query}", headers=office)).status == status
    assert (await http.get(f"{OURS}/csv-1", headers=office)).status == 404
