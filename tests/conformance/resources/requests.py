"""What holds for every resource: versions, parameters, errors and HEAD."""

from __future__ import annotations

import gzip
import json
from typing import Final

from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.conformance.lrs import (
    JSON,
    MAX_BODY,
    VERSION,
    Answer,
    Headers,
    Lrs,
    assert_refused,
    iri,
    unique,
)
from tests.conformance.rows import ResourceTable
from tests.conformance.values import simple

VERSIONS = ResourceTable("Versions of requests", "")
PARAMETERS = ResourceTable("Parameters", "")
ERRORS = ResourceTable("Errors", "")
HEAD = ResourceTable("HEAD", "")

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


TABLES = (VERSIONS, PARAMETERS, ERRORS, HEAD)
