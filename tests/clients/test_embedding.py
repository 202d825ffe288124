"""The service as a part of another program: mounted under a prefix, with a local MongoDB of its own."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from aiohttp import encode_basic_auth, web
from pytest_aiohttp.plugin import AiohttpClient

import lrs
from lrs.api.services import SERVICES
from lrs.credits.policy import parse
from lrs.demo.cast import people_csv, policy_files
from lrs.reports import people_csv as people
from tests.service import VERSION
from tests.statements import statement

ARTICLE = {"id": "https://cme.hospital.example/activities/airway-article"}


async def test_another_program_mounts_it_and_it_works_there_as_it_does_alone(
    aiohttp_client: AiohttpClient, tmp_path: Path
) -> None:
    part = lrs.create_app(lrs.Settings(data=tmp_path))
    parent = web.Application(client_max_size=1)
    parent.router.add_get("/", _home)
    parent.add_subapp("/training/lrs", part)
    http = await aiohttp_client(parent, headers=VERSION)
    store = part[SERVICES].store
    await store.people.put(people.parse(people_csv()))
    for text in policy_files():
        await store.policies.activate(parse(text), text)
    key, secret = await store.keys.create(
        "tour", ["statements/write", "statements/read", "credits/read", "reports/read"]
    )
    auth = {"Authorization": encode_basic_auth(key.key, secret)}

    assert await (await http.get("/")).text() == "home"
    assert (await http.get("/training/lrs/readyz")).status == 200
    batch = [statement(object=ARTICLE), statement()]
    posted = await http.post("/training/lrs/xapi/statements", json=batch, headers=auth)
    assert posted.status == 200, "the parent's limit on bodies does not count here"

    page = await (await http.get("/training/lrs/xapi/statements?limit=1", headers=auth)).json()
    assert page["more"].startswith("/training/lrs/xapi/statements?more=")
    rest = await (await http.get(page["more"], headers=auth)).json()
    assert {each["id"] for each in page["statements"] + rest["statements"]} == {each["id"] for each in batch}

    async with asyncio.timeout(20):
        while not (awards := await (await http.get("/training/lrs/api/awards", headers=auth)).json())[
            "awards"
        ]:
            await asyncio.sleep(0.05)
    assert awards["awards"][0]["amount"] == "1.00"
    period = {"from": "2026-03-01", "to": "2026-03-31", "format": "xml"}
    report = await http.get("/training/lrs/api/reports/ama-pra", params=period, headers=auth)
    assert b"Okafor" in await report.read()
    missing = await http.get("/training/lrs/nothing")
    assert (await missing.json())["error"]["code"] == "not_found"

    await http.close()
    left = subprocess.run(["pgrep", "-f", f"dbpath {tmp_path}"], capture_output=True, check=False)
    assert left.stdout == b"", "it has stopped the MongoDB that it had started"


async def _home(_request: web.Request) -> web.Response:
    return web.Response(text="home")
