"""Requests as the forms of others."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.conformance.lrs import (
    JSON,
    VERSION,
    Answer,
    Headers,
    Lrs,
    anyone,
    assert_refused,
    iri,
)
from tests.conformance.resources.requests import AGENT
from tests.conformance.rows import ResourceTable
from tests.conformance.values import simple

ALTERNATE = ResourceTable("Alternate request syntax", "")


async def alternate(
    lrs: Lrs, method: str, path: str, fields: dict[str, str], headers: Headers | None = None
) -> Answer:
    """Send a request as the form of a POST, with everything that it needs in the form."""
    usual = {"Authorization": lrs.authorization or "", VERSION: lrs.version.name}
    form = urlencode({**usual, **fields}, quote_via=quote).encode()
    sent = {
        "Authorization": None,
        VERSION: None,
        "Content-Type": "application/x-www-form-urlencoded",
        **(headers or {}),
    }
    return await lrs.send("POST", f"{path}?method={method}", body=form, headers=sent)


@ALTERNATE.row(
    "Communication 1.3", "A PUT may come as a form, its headers and its parameters as fields", only=V1_0_3
)
async def _(lrs: Lrs) -> None:
    sent = simple(actor={**anyone(), "name": "Amára & Söhne = 敗血症"})
    fields = {
        "statementId": sent["id"],
        "content": json.dumps(sent, ensure_ascii=False),
        "Content-Type": JSON,
    }
    assert (await alternate(lrs, "PUT", "statements", fields)).status == 204
    assert (await lrs.statement(sent["id"]))["actor"] == sent["actor"]


@ALTERNATE.row("Communication 1.3", "A POST may come as a form", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    sent = simple()
    answer = await alternate(lrs, "POST", "statements", {"content": json.dumps(sent), "Content-Type": JSON})
    assert (answer.status, answer.json) == (200, [sent["id"]])


@ALTERNATE.row("Communication 1.3", "A GET may come as a form, with parameters of any length", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    activity = f"{iri()}/{'x' * 4000}"
    [statement_id] = await lrs.store(simple(object={"id": activity}))
    answer = await alternate(lrs, "GET", "statements", {"activity": activity})
    assert [each["id"] for each in answer.json["statements"]] == [statement_id]


@ALTERNATE.row("Communication 1.3", "A HEAD and a DELETE may come as forms", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    place = {"activityId": iri(), "agent": AGENT, "stateId": "a"}
    assert (await lrs.put("activities/state", "{}", place)).status == 204
    head = await alternate(lrs, "HEAD", "activities/state", place)
    assert (head.status, head.body) == (200, b"")
    assert (await alternate(lrs, "DELETE", "activities/state", place)).status == 204
    assert (await lrs.get("activities/state", place)).status == 404


@ALTERNATE.row("Communication 1.3", "If-Match and If-None-Match count as fields, too", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    fields = {
        "activityId": iri(),
        "profileId": "a",
        "content": "page 3",
        "Content-Type": "text/plain",
        "If-None-Match": "*",
    }
    assert (await alternate(lrs, "PUT", "activities/profile", fields)).status == 204
    assert_refused(await alternate(lrs, "PUT", "activities/profile", fields), 412)
    found = await lrs.get("activities/profile", {name: fields[name] for name in ("activityId", "profileId")})
    assert (found.body, found.headers["Content-Type"]) == (b"page 3", "text/plain")


@ALTERNATE.row(
    "Communication 1.3", "Content-Length as a field is that of the content, and does no harm", only=V1_0_3
)
async def _(lrs: Lrs) -> None:
    content = json.dumps(simple())
    fields = {"content": content, "Content-Type": JSON, "Content-Length": str(len(content))}
    assert (await alternate(lrs, "POST", "statements", fields)).status == 200


@ALTERNATE.row("Communication 1.3", "Headers may also stay headers", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    form = urlencode({"limit": "1"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await lrs.send("POST", "statements?method=GET", body=form, headers=headers)).status == 200


@ALTERNATE.row("Communication 1.3", "A form without the field content is no PUT or POST", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    sent = simple()
    for method, fields in (("PUT", {"statementId": sent["id"]}), ("POST", {})):
        assert_refused(await alternate(lrs, method, "statements", fields))
    plain = json.dumps(sent).encode()
    headers = {"Content-Type": JSON}
    assert_refused(await lrs.send("POST", "statements?method=PUT", body=plain, headers=headers))


@ALTERNATE.row("Communication 1.3", "No parameter but method stands in the address", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    sent = simple()
    form = urlencode({"content": json.dumps(sent), "Content-Type": JSON}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"statements?method=PUT&statementId={sent['id']}"
    assert_refused(await lrs.send("POST", path, body=form, headers=headers))


@ALTERNATE.row("Communication 1.3", "What is refused plainly is refused as a form, too", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    assert_refused(await alternate(lrs, "GET", "statements", {"foo": "bar"}))
    assert_refused(await alternate(lrs, "GET", "statements", {"Authorization": "Basic eDp5"}), 401)
    assert_refused(await alternate(lrs, "PATCH", "statements", {"content": "{}"}))
    bad = {"content": json.dumps(simple(verb={})), "Content-Type": JSON}
    assert_refused(await alternate(lrs, "POST", "statements", bad), rule="verb.missing")


@ALTERNATE.row("Communication 1.3", "Only a POST carries another request", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.send("PUT", "statements?method=POST", body="{}", headers={"Content-Type": JSON}))


@ALTERNATE.row("2.0.0", "There is no alternate request syntax: a POST with method is refused", only=V2_0_0)
async def _(lrs: Lrs) -> None:
    sent = simple()
    fields = {"content": json.dumps(sent), "Content-Type": JSON}
    for method, more in (("PUT", {"statementId": sent["id"]}), ("POST", {}), ("GET", {"limit": "1"})):
        for headers in ({}, {VERSION: "2.0.0", "Authorization": lrs.authorization}):
            assert_refused(await alternate(lrs, method, "statements", {**fields, **more}, headers))
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


TABLES = (ALTERNATE,)
