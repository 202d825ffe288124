"""What holds for every resource: versions, credentials, parameters, errors, HEAD, browsers and bodies."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Final
from urllib.parse import quote, urlencode

from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.api.wire import connected
from tests.conformance.lrs import (
    JSON,
    MAX_BODY,
    VERSION,
    Answer,
    Headers,
    Lrs,
    anyone,
    assert_refused,
    iri,
    unique,
)
from tests.conformance.rows import ResourceTable
from tests.conformance.values import simple

VERSIONS = ResourceTable("Versions of requests", "")
CREDENTIALS = ResourceTable("Credentials and scopes", "")
PARAMETERS = ResourceTable("Parameters", "")
ERRORS = ResourceTable("Errors", "")
HEAD = ResourceTable("HEAD", "")
ALTERNATE = ResourceTable("Alternate request syntax", "")
BROWSERS = ResourceTable("Browsers", "")
BODIES = ResourceTable("Bodies", "4.1.3")

AGENT: Final = '{"mbox":"mailto:amara.okafor@hospital.example"}'
ACTIVITY: Final = "https://cme.example/activities/sepsis"
READS: Final[dict[str, dict[str, str]]] = {
    "statements": {"limit": "1"},
    "activities/state": {"activityId": ACTIVITY, "agent": AGENT},
    "agents/profile": {"agent": AGENT},
    "activities/profile": {"activityId": ACTIVITY},
    "agents": {"agent": AGENT},
    "activities": {"activityId": ACTIVITY},
}
WRITES: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("POST", "statements", {}),
    ("PUT", "statements", {"statementId": unique()}),
    ("PUT", "activities/state", {"activityId": ACTIVITY, "agent": AGENT, "stateId": "a"}),
    ("POST", "agents/profile", {"agent": AGENT, "profileId": "a"}),
    ("DELETE", "activities/profile", {"activityId": ACTIVITY, "profileId": "a"}),
)
ORIGIN: Final = "https://content.example"
NEEDED: Final = ("authorization", "content-type", "if-match", "if-none-match", "x-experience-api-version")


async def everywhere(lrs: Lrs, headers: Headers) -> list[Answer]:
    """Return what every resource but about answers to a request with these headers."""
    reads = [await lrs.get(path, parameters, headers) for path, parameters in READS.items()]
    return reads + [
        await lrs.send(method, path, parameters, body="{}", headers=headers)
        for method, path, parameters in WRITES
    ]


# Versions: Communication 3.3.


@VERSIONS.row("Communication 3.3", "A request without a version is answered 400, and the answer names one")
async def _(lrs: Lrs) -> None:
    for answer in await everywhere(lrs, {VERSION: None}):
        assert_refused(answer)
        assert answer.headers[VERSION]


@VERSIONS.row("Communication 3.3", "A request with a version that is not spoken here is answered 400")
async def _(lrs: Lrs) -> None:
    for wrong in ("0.8", "0.9", "0.95", "1", "1.1.0", "2", "2.1.0", "3.0.0", "1.0.x", "10.0", "x", ""):
        assert_refused(await lrs.get("statements", {"limit": "1"}, {VERSION: wrong}))
    for answer in await everywhere(lrs, {VERSION: "0.95"}):
        assert_refused(answer)


@VERSIONS.row("Communication 3.3", "1.0 and every 1.0.x mean 1.0.3, and the answer says 1.0.3", only=V1_0_3)
async def _(lrs: Lrs) -> None:
    for spoken in ("1.0", "1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.9"):
        answer = await lrs.get("statements", {"limit": "1"}, {VERSION: spoken})
        assert (answer.status, answer.headers[VERSION]) == (200, "1.0.3")


@VERSIONS.row("2.0.0", "2.0 and every 2.0.x mean 2.0.0, and the answer says 2.0.0", only=V2_0_0)
async def _(lrs: Lrs) -> None:
    for spoken in ("2.0", "2.0.0", "2.0.1"):
        answer = await lrs.get("statements", {"limit": "1"}, {VERSION: spoken})
        assert (answer.status, answer.headers[VERSION]) == (200, "2.0.0")


@VERSIONS.row("Communication 3.3", "Every answer names the version that was spoken, errors too")
async def _(lrs: Lrs) -> None:
    answers = [
        *await everywhere(lrs, {}),
        *await everywhere(lrs, {"Authorization": None}),
        await lrs.get("about"),
        await lrs.get("statements", {"foo": "bar"}),
        await lrs.get("nowhere"),
    ]
    assert {answer.headers[VERSION] for answer in answers} == {lrs.version.name}


# Credentials: Communication 4.0, 4.2.


@CREDENTIALS.row("Communication 4.0", "A request without a credential is answered 401 with a challenge")
async def _(lrs: Lrs) -> None:
    for answer in await everywhere(lrs, {"Authorization": None}):
        assert_refused(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@CREDENTIALS.row("Communication 4.0", "A credential that is not known, or malformed, is answered 401")
async def _(lrs: Lrs) -> None:
    for wrong in ("Basic Og==", "Basic eDp5", "Basic x", "Basic", "Bearer abc", "Basic eA==", "Digest x", ""):
        assert_refused(await lrs.get("statements", {"limit": "1"}, {"Authorization": wrong}), 401)


@CREDENTIALS.row(
    "Communication 4.0", "HTTP Basic authentication lets a client in, the name of the scheme in any case"
)
async def _(lrs: Lrs) -> None:
    _, _, encoded = (lrs.authorization or "").partition(" ")
    for scheme in ("Basic", "basic", "BASIC"):
        answer = await lrs.get("statements", {"limit": "1"}, {"Authorization": f"{scheme} {encoded}"})
        assert answer.status == 200


ALLOWED: Final[dict[str, set[str]]] = {
    "all": {*READS, "write", "state", "profile"},
    "all/read": {*READS},
    "statements/write": {"write"},
    "statements/read": {"statements", "activities"},
    "statements/read/mine": {"statements", "activities"},
    "state": {"activities/state", "activities", "state"},
    "profile": {"agents/profile", "activities/profile", "agents", "activities", "profile"},
    "define": {"activities"},
}


def _add_scope(scope: str, allowed: set[str]) -> None:
    @CREDENTIALS.row("Communication 4.2", f"The scope {scope} allows what it says; all else is answered 403")
    async def _(lrs: Lrs) -> None:
        client = await lrs.with_scopes(scope)
        for path, parameters in READS.items():
            answer = await client.get(path, parameters)
            assert answer.status == (200 if path in allowed else 403), path
        stored = await client.post("statements", simple())
        assert stored.status == (200 if "write" in allowed else 403)
        state = {"activityId": iri(), "agent": AGENT, "stateId": "a"}
        profile = {"activityId": iri(), "profileId": "a"}
        for path, place, needed in (
            ("activities/state", state, "state"),
            ("activities/profile", profile, "profile"),
        ):
            statuses = {
                (await client.put(path, "{}", place, {"If-None-Match": "*"})).status,
                (await client.post(path, "{}", place, {"Content-Type": JSON})).status
                if needed not in allowed
                else 204,
                (await client.delete(path, place)).status,
            }
            assert statuses == {204 if needed in allowed else 403}, path


for _scope, _allowed in ALLOWED.items():
    _add_scope(_scope, _allowed)


@CREDENTIALS.row(
    "Communication 4.2", "The scope statements/read/mine shows what the credential itself has stored"
)
async def _(lrs: Lrs) -> None:
    activity = iri()
    client = await lrs.with_scopes("statements/write", "statements/read/mine")
    [theirs] = await lrs.store(simple(object={"id": activity}))
    [mine] = await client.store(simple(object={"id": activity}))
    assert await client.found(activity=activity) == [mine]
    assert (await client.get("statements", {"statementId": theirs})).status == 404
    assert sorted(await lrs.found(activity=activity)) == sorted([mine, theirs])


@CREDENTIALS.row("Communication 3.2", "What is not allowed changes nothing")
async def _(lrs: Lrs) -> None:
    sent = simple()
    reader = await lrs.with_scopes("all/read")
    assert_refused(await reader.post("statements", sent), 403)
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404


# Parameters: Communication 3.2.


@PARAMETERS.row("Communication 3.2", "A parameter that is not known is refused by every resource")
async def _(lrs: Lrs) -> None:
    for path, parameters in READS.items():
        assert_refused(await lrs.get(path, {**parameters, "foo": "bar"}))
    for method, path, parameters in WRITES:
        assert_refused(await lrs.send(method, path, {**parameters, "foo": "bar"}, body="{}"))


def _add_case(path: str, name: str) -> None:
    @PARAMETERS.row("Communication 3.2", f"{path}: {name} in another case is not known")
    async def _(lrs: Lrs) -> None:
        usual = {key: value for key, value in READS[path].items() if key != name}
        value = {**READS[path], "statementId": unique(), "voidedStatementId": unique()}.get(name, "true")
        for other in {name.upper(), name.capitalize(), name.lower()} - {name}:
            assert_refused(await lrs.get(path, {**usual, other: value}))


for _path, _names in {
    "statements": (
        "statementId",
        "voidedStatementId",
        "agent",
        "verb",
        "activity",
        "registration",
        "related_activities",
        "related_agents",
        "since",
        "until",
        "limit",
        "format",
        "attachments",
        "ascending",
    ),
    "activities": ("activityId",),
    "agents": ("agent",),
}.items():
    for _name in _names:
        _add_case(_path, _name)


@PARAMETERS.row("Communication 3.2", "statements: statementId in another case is not known to PUT")
async def _(lrs: Lrs) -> None:
    for name in ("StatementId", "statementid", "STATEMENTID"):
        sent = simple()
        assert_refused(await lrs.put("statements", sent, {name: sent["id"]}))


@PARAMETERS.row("Communication 3.2", "A parameter that comes twice is refused")
async def _(lrs: Lrs) -> None:
    assert_refused(await lrs.get("statements?limit=1&limit=2"))


# Errors: Communication 3.2.


@ERRORS.row("Communication 3.2", "Every error says in JSON what is wrong")
async def _(lrs: Lrs) -> None:
    for answer in (
        await lrs.get("statements", {"limit": "x"}),
        await lrs.get("statements", headers={"Authorization": None}),
        await lrs.get("statements", {"statementId": unique()}),
        await lrs.get("nowhere"),
        await lrs.post("statements", b"{", headers={"Content-Type": JSON}),
    ):
        assert answer.error["code"]
        assert answer.error["message"]


@ERRORS.row("Communication 3.2", "A path that does not exist is answered 404")
async def _(lrs: Lrs) -> None:
    for path in ("nowhere", "Statements", "statements/1", "activities/states"):
        assert_refused(await lrs.get(path), 404)


@ERRORS.row("RFC 9110 15.5.6", "A method that a resource does not have is answered 405, with those it has")
async def _(lrs: Lrs) -> None:
    for method, path in (
        ("DELETE", "statements"),
        ("PATCH", "activities/state"),
        ("POST", "about"),
        ("PUT", "agents"),
    ):
        answer = await lrs.send(method, path)
        assert_refused(answer, 405)
        assert "GET" in answer.headers["Allow"]


@ERRORS.row("Communication 3.2", "What is larger than the LRS takes is answered 413, and nothing is stored")
async def _(lrs: Lrs) -> None:
    large = b" " * (MAX_BODY + 1)
    sent = simple()
    assert_refused(
        await lrs.post("statements", json.dumps(sent).encode() + large, headers={"Content-Type": JSON}), 413
    )
    assert (await lrs.get("statements", {"statementId": sent["id"]})).status == 404
    place = {"activityId": iri(), "agent": AGENT, "stateId": "a"}
    assert_refused(await lrs.put("activities/state", large, place), 413)
    assert (await lrs.get("activities/state", place)).status == 404


@ERRORS.row("Communication 3.2", "A compressed body counts by its size when it is unpacked")
async def _(lrs: Lrs) -> None:
    body = gzip.compress(b" " * (MAX_BODY + 1))
    answer = await lrs.post("statements", body, headers={"Content-Type": JSON, "Content-Encoding": "gzip"})
    assert_refused(answer, 413)


# HEAD: Communication 1.1.


def _add_head(path: str, parameters: dict[str, str]) -> None:
    @HEAD.row("Communication 1.1", f"{path}: HEAD is answered as GET, without the body")
    async def _(lrs: Lrs) -> None:
        plain = await lrs.get(path, parameters)
        head = await lrs.send("HEAD", path, parameters)
        assert (head.status, head.body) == (plain.status, b"")
        assert head.headers["Content-Type"] == plain.headers["Content-Type"]
        assert head.headers[VERSION] == plain.headers[VERSION]


for _path, _parameters in {**READS, "about": {}}.items():
    _add_head(_path, _parameters)


@HEAD.row(
    "Communication 1.1", "HEAD tells whether a statement is there, when it was stored, and what is consistent"
)
async def _(lrs: Lrs) -> None:
    [statement_id] = await lrs.store(simple())
    head = await lrs.send("HEAD", "statements", {"statementId": statement_id})
    assert (head.status, head.body) == (200, b"")
    assert {"Last-Modified", "X-Experience-API-Consistent-Through"} <= set(head.headers)
    missing = await lrs.send("HEAD", "statements", {"statementId": unique()})
    assert (missing.status, missing.body) == (404, b"")


@HEAD.row("Communication 1.1", "HEAD refuses what GET refuses")
async def _(lrs: Lrs) -> None:
    assert (await lrs.send("HEAD", "statements", {"foo": "bar"})).status == 400
    assert (await lrs.send("HEAD", "statements", headers={"Authorization": None})).status == 401


# The alternate request syntax: Communication 1.3.


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


TABLES = (VERSIONS, CREDENTIALS, PARAMETERS, ERRORS, HEAD, ALTERNATE, BROWSERS, BODIES)
