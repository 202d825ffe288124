"""Who may do what."""

from __future__ import annotations

from typing import Final

from tests.conformance.lrs import (
    JSON,
    Lrs,
    assert_refused,
    iri,
)
from tests.conformance.resources.requests import AGENT, READS, everywhere
from tests.conformance.rows import ResourceTable
from tests.conformance.values import simple

CREDENTIALS = ResourceTable("Credentials and scopes", "")


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


TABLES = (CREDENTIALS,)
