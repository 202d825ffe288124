"""Every row holds for the running service."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import encode_basic_auth
from aiohttp.test_utils import TestClient, TestServer

from lrs import Settings, create_app
from lrs.api.services import SERVICES
from lrs.store.connection import connected
from lrs.xapi.versions import VERSIONS, Version
from tests.conformance.lrs import MAX_ATTACHMENT, MAX_BODY, Answer, Lrs, assert_refused, unique
from tests.conformance.places import Part, Place
from tests.conformance.rows import ANY, DataRow, ResourceRow
from tests.conformance.tables import DATA, RESOURCES

Send = Callable[..., Awaitable[list[Answer]]]
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
DATA_CASES = [
    pytest.param(table.part, row, version, id=f"{table.title}: {row.requirement}-{version.name}")
    for table in DATA
    for row in table.rows
    for version in table.versions
]
RESOURCE_CASES = [
    pytest.param(row, version, id=f"{table.title}: {row.requirement}-{version.name}")
    for table in RESOURCES
    for row in table.rows
    for version in row.versions
]
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lrs]:
    """Return a client of a service that all rows share: each uses ids and agents that are its own."""
    settings = Settings(
        data=tmp_path_factory.mktemp("conformance"),
        mongodb_uri=mongodb_uri,
        database=f"test_{secrets.token_hex(8)}",
        max_body=MAX_BODY,
        max_attachment=MAX_ATTACHMENT,
    )
    app = create_app(settings)

    async def make_key(*scopes: str) -> str:
        key, secret = await app[SERVICES].store.keys.create("test", scopes)
        return encode_basic_auth(key.key, secret)

    async with TestClient(TestServer(app)) as http:
        yield Lrs(http, VERSIONS[0], await make_key("all"), make_key)
    async with connected(mongodb_uri) as client:
        await client.drop_database(settings.database)


@pytest.mark.parametrize(("part", "row", "version"), DATA_CASES)
async def test_statements(service: Lrs, part: Part, row: DataRow, version: Version) -> None:
    lrs = replace(service, version=version)
    rule = row.rules[version]
    for send in (post, put):
        sent = [(place, place.put(value)) for place, value in pairs(places_in(version, part), row.values)]
        if rule is None:
            statements = [statement for _, statement in sent]
            assert {answer.status for answer in await send(lrs, *statements)} <= {200, 204}
            await asyncio.gather(*(assert_kept(lrs, statement) for statement in statements))
        else:
            await asyncio.gather(
                *(assert_not_taken(lrs, send, statement, place, rule) for place, statement in sent)
            )


@pytest.mark.parametrize(("row", "version"), RESOURCE_CASES)
async def test_resources(service: Lrs, row: ResourceRow, version: Version) -> None:
    await row.check(replace(service, version=version))


def places_in(version: Version, part: Part) -> list[Place]:
    """Return the places that statements of a version have for a part."""
    return [place for place in part if version in place.versions]


def pairs(places: Sequence[Place], values: Sequence[Any]) -> Iterator[tuple[Place, Any]]:
    """Yield every place and every value at least once: all of either with all of the other takes too long."""
    for index in range(max(len(places), len(values))):
        yield places[index % len(places)], values[index % len(values)]


async def post(lrs: Lrs, *statements: dict[str, Any]) -> list[Answer]:
    """Send statements as one batch."""
    return [await lrs.post("statements", list(statements))]


async def put(lrs: Lrs, *statements: dict[str, Any]) -> list[Answer]:
    """Send each statement by itself, under its own id where that is one."""
    owns = (statement.get("id") for statement in statements)
    ids = (own if isinstance(own, str) and UUID.fullmatch(own) else unique() for own in owns)
    requests = (
        lrs.put("statements", statement, {"statementId": each})
        for each, statement in zip(ids, statements, strict=True)
    )
    return await asyncio.gather(*requests)


async def assert_kept(lrs: Lrs, sent: dict[str, Any]) -> None:
    """Check that a statement was stored and comes back as it was sent, but for what the LRS sets."""
    stored = await lrs.statement(sent["id"])
    kept = {name: value for name, value in sent.items() if name not in {"authority", "stored"}}
    assert canonical({name: stored[name] for name in kept}) == canonical(_with_arrays(kept))


async def assert_not_taken(lrs: Lrs, send: Send, sent: dict[str, Any], place: Place, rule: str) -> None:
    """Check that a statement is refused, with the rule and the place."""
    [answer] = await send(lrs, sent)
    assert_refused(answer, rule=None if rule == ANY else rule)
    error = answer.error
    assert error["code"] == "statement_refused"
    assert error["rule"]
    at_fault = place.pointer if rule != ANY else place.pointer.rpartition("/")[0]
    assert f"{error.get('pointer', '')}/".startswith(f"{at_fault}/"), error


def canonical(value: Any) -> str:
    """Return JSON in which only what differs as JSON differs, so that 1 is not 1.0."""
    return json.dumps(value, sort_keys=True)


def _with_arrays(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a statement whose context activities are arrays (Data 2.4.6.2), its SubStatement's too."""
    changed = dict(statement)
    if statement["object"].get("objectType") == "SubStatement":
        changed["object"] = _with_arrays(statement["object"])
    if "contextActivities" in statement.get("context", {}):
        given = statement["context"]["contextActivities"]
        arrays = {kind: value if isinstance(value, list) else [value] for kind, value in given.items()}
        changed["context"] = statement["context"] | {"contextActivities": arrays}
    return changed
