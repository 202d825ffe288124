"""Browsers, and bodies on their way."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Final

from tests.api.wire import connected
from tests.conformance.lrs import (
    JSON,
    VERSION,
    Lrs,
    anyone,
    unique,
)
from tests.conformance.resources.requests import READS, everywhere
from tests.conformance.rows import ResourceTable
from tests.conformance.values import simple

BROWSERS = ResourceTable("Browsers", "")
BODIES = ResourceTable("Bodies", "4.1.3")
ORIGIN: Final = "https://content.example"
NEEDED: Final = ("authorization", "content-type", "if-match", "if-none-match", "x-experience-api-version")

# Browsers: the Fetch standard.


@BROWSERS.row("Fetch, CORS", "A preflight is answered without a credential, and lets in what xAPI needs")
async def _(lrs: Lrs) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": ",".join(NEEDED),
        "Authorization": None,
        VERSION: None,
    }
    for path in (*READS, "about"):
        answer = await lrs.send("OPTIONS", path, headers=asked)
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert {"GET", "PUT", "POST", "DELETE"} <= set(
            answer.headers["Access-Control-Allow-Methods"].split(", ")
        )
        allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
        assert set(NEEDED) <= set(allowed)


@BROWSERS.row("Fetch, CORS", "A page on any origin, and on none, may read answers, errors and their headers")
async def _(lrs: Lrs) -> None:
    for origin in (ORIGIN, "null", "http://localhost:3000"):
        for answer in await everywhere(lrs, {"Origin": origin}):
            assert answer.headers["Access-Control-Allow-Origin"] == origin
        refused = await lrs.get("statements", headers={"Origin": origin, "Authorization": None})
        assert refused.status == 401
        assert refused.headers["Access-Control-Allow-Origin"] == origin


@BROWSERS.row("Fetch, CORS", "The headers that xAPI answers with are shown to pages")
async def _(lrs: Lrs) -> None:
    answer = await lrs.get("statements", {"limit": "1"}, {"Origin": ORIGIN})
    exposed = answer.headers["Access-Control-Expose-Headers"].lower().split(", ")
    assert {"etag", "last-modified", VERSION.lower(), "x-experience-api-consistent-through"} <= set(exposed)
    assert "Origin" in answer.headers["Vary"]


@BROWSERS.row("Fetch, CORS", "Without an Origin, nothing is said of origins")
async def _(lrs: Lrs) -> None:
    assert "Access-Control-Allow-Origin" not in (await lrs.get("about")).headers


# Bodies: RFC 9110.


@BODIES.row("Communication 1.4", "Text is UTF-8 on the way in and out")
async def _(lrs: Lrs) -> None:
    sent = simple(actor={**anyone(), "name": "Amára 敗血症 🩺"})
    for body in (json.dumps(sent).encode(), json.dumps(sent, ensure_ascii=False).encode()):
        assert (await lrs.post("statements", body, headers={"Content-Type": JSON})).status == 200
    answer = await lrs.get("statements", {"statementId": sent["id"]})
    assert json.loads(answer.body.decode("utf-8"))["actor"] == sent["actor"]


@BODIES.row("RFC 9110 8.4", "A body may be compressed by gzip or deflate")
async def _(lrs: Lrs) -> None:
    for encoding, compress in (("gzip", gzip.compress), ("deflate", zlib.compress)):
        sent = simple()
        headers = {"Content-Type": JSON, "Content-Encoding": encoding}
        answer = await lrs.post("statements", compress(json.dumps(sent).encode()), headers=headers)
        assert (answer.status, answer.json) == (200, [sent["id"]])


@BODIES.row("RFC 9110 8.4", "A body that is not compressed as it says, or in a way not known, is refused")
async def _(lrs: Lrs) -> None:
    for encoding in ("gzip", "br", "x"):
        headers = {"Content-Type": JSON, "Content-Encoding": encoding}
        assert (await lrs.post("statements", json.dumps(simple()), headers=headers)).status == 400


@BODIES.row("RFC 9110 10.1.1", "A client that expects 100-continue is asked for the body, and answered")
async def _(lrs: Lrs) -> None:
    sent = simple()
    status = await _expecting(lrs, sent["id"], lrs.authorization or "", json.dumps(sent).encode())
    assert status == ["100", "200"]
    await lrs.statement(sent["id"])


@BODIES.row(
    "RFC 9110 10.1.1", "A client that expects 100-continue without a credential is answered 401 at once"
)
async def _(lrs: Lrs) -> None:
    assert await _expecting(lrs, unique(), "Basic eDp5", b"{}") == ["401"]


async def _expecting(lrs: Lrs, statement_id: str, authorization: str, body: bytes) -> list[str]:
    """POST a body once it is asked for, and return the statuses answered."""
    headers = {
        "Authorization": authorization,
        VERSION: lrs.version.name,
        "Content-Type": JSON,
        "Content-Length": str(len(body)),
        "Expect": "100-continue",
    }
    async with connected(lrs.http) as wire:
        await wire.send("POST /xapi/statements", headers)
        statuses = [(await wire.head()).split(" ")[1]]
        if statuses == ["100"]:
            await wire.send_bytes(body)
            statuses.append((await wire.head()).split(" ")[1])
    return statuses


TABLES = (BROWSERS, BODIES)
