"""State and profile documents."""

from __future__ import annotations

import asyncio
import hashlib
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from lrs.xapi import timestamps
from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.conformance.lrs import JSON, Answer, Lrs, anyone, assert_refused, iri, unique
from tests.conformance.resources.document_kinds import (
    AGENT_PROFILE,
    KINDS,
    NEW,
    OF_ACTIVITIES,
    OF_AGENTS,
    PROFILES,
    STATE,
    Documents,
    KindRows,
    etag,
    text,
)
from tests.conformance.rows import ResourceTable
from tests.conformance.values import account, agent

ALL = ResourceTable("All document resources", "")
row = KindRows()
BINARY: Final = bytes(range(256)) + b"\r\n\x00"


@row("A document that is PUT is answered 204, and GET brings its bytes and its type")
async def _(documents: Documents, lrs: Lrs) -> None:
    for body, type_ in (
        (b'{ "page" : 3.0 }', JSON),
        (b"page 3", "text/plain; charset=utf-8"),
        (BINARY, "application/octet-stream"),
        (b"a=1&b=2", "application/x-www-form-urlencoded"),
        (b"<p/>", "application/xml"),
    ):
        place = documents.place()
        await documents.put(lrs, place, body, type_)
        answer = await documents.get(lrs, place)
        assert (answer.body, answer.headers["Content-Type"]) == (body, type_)


@row("A document may say that it is JSON and be none, when it is PUT")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b"page3")
    assert await documents.body(lrs, place) == b"page3"


@row("A document may be of any reasonable size", "Communication 3.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b"x" * 500_000, "text/plain")
    assert len(await documents.body(lrs, place)) == 500_000


@row("A document that is not there is answered 404", "Communication 3.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    assert_refused(await lrs.get(documents.path, documents.place()), 404)


@row("DELETE is answered 204, and then the document is not there")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    other = {**place, documents.id: "other"}
    await documents.put(lrs, place, b"{}")
    await documents.put(lrs, other, b"{}")
    answer = await lrs.delete(documents.path, place)
    assert (answer.status, answer.body) == (204, b"")
    assert_refused(await lrs.get(documents.path, place), 404)
    assert await documents.body(lrs, other) == b"{}"


@row("To delete what is not there is no fault")
async def _(documents: Documents, lrs: Lrs) -> None:
    assert (await lrs.delete(documents.path, documents.place())).status == 204


@row("Ids are any text, and differ in case")
async def _(documents: Documents, lrs: Lrs) -> None:
    context = documents.context()
    ids = ["Bookmark", "bookmark", "https://cme.example/état?a=b&c=d#e", " ", "敗血症/../x", "a" * 300]
    for each in ids:
        await documents.put(lrs, {**context, documents.id: each}, each.encode(), "text/plain")
    for each in ids:
        assert await documents.body(lrs, {**context, documents.id: each}) == each.encode()
    assert sorted((await documents.get(lrs, context)).json) == sorted(ids)


@row("Without an id, GET brings the array of the ids there are")
async def _(documents: Documents, lrs: Lrs) -> None:
    context = documents.context()
    assert (await documents.get(lrs, context)).json == []
    for each in ("a", "b"):
        await documents.put(lrs, {**context, documents.id: each}, b"{}")
    await documents.put(lrs, documents.place(), b"{}")
    assert sorted((await documents.get(lrs, context)).json) == ["a", "b"]


@row("since leaves out the ids of what was stored then or before")
async def _(documents: Documents, lrs: Lrs) -> None:
    context = documents.context()
    await documents.put(lrs, {**context, documents.id: "a"}, b"{}")
    assert (await documents.get(lrs, {**context, "since": "2020-01-01T00:00:00Z"})).json == ["a"]
    assert (await documents.get(lrs, {**context, "since": "2099-01-01T00:00:00+01:00"})).json == []


@row("since tells what was changed from what was not")
async def _(documents: Documents, lrs: Lrs) -> None:
    context = documents.context()
    for each in ("a", "b"):
        await documents.put(lrs, {**context, documents.id: each}, b"{}")
    since = await between()
    assert (await documents.post(lrs, {**context, documents.id: "b"}, b'{"page":4}')).status == 204
    assert (await documents.get(lrs, {**context, "since": since})).json == ["b"]


@row("since is a timestamp")
async def _(documents: Documents, lrs: Lrs) -> None:
    for wrong in ("", "yesterday", "2026-03-02", "2026-13-02T09:00:00Z", "1772442000"):
        assert_refused(await lrs.get(documents.path, {**documents.context(), "since": wrong}))


@row("A parameter that is not known, or in another case, is refused with every method", "Communication 3.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for name in ("foo", documents.id.lower(), *(name.upper() for name in place)):
        for method in ("GET", "PUT", "POST", "DELETE"):
            assert_refused(
                await lrs.send(method, documents.path, {**place, name: "x"}, headers=NEW, body="{}")
            )


@row("Without an id, PUT and POST are refused")
async def _(documents: Documents, lrs: Lrs) -> None:
    for method in ("PUT", "POST"):
        assert_refused(await lrs.send(method, documents.path, documents.context(), headers=NEW, body="{}"))


@row("Without an id, DELETE is refused", of=PROFILES)
async def _(documents: Documents, lrs: Lrs) -> None:
    assert_refused(await lrs.delete(documents.path, documents.context()))


async def assert_parameter(documents: Documents, lrs: Lrs, name: str, wrong: tuple[str, ...]) -> None:
    """Check that a parameter is required with every method, and may not have these values."""
    place = documents.place()
    for method in ("GET", "PUT", "POST", "DELETE"):
        missing = {key: value for key, value in place.items() if key != name}
        assert_refused(await lrs.send(method, documents.path, missing, headers=NEW, body="{}"))
        for value in wrong:
            sent = {**place, name: value}
            assert_refused(await lrs.send(method, documents.path, sent, headers=NEW, body="{}"))


@row("activityId is required with every method, and is an IRI", of=OF_ACTIVITIES)
async def _(documents: Documents, lrs: Lrs) -> None:
    await assert_parameter(
        documents, lrs, "activityId", ("", "sepsis", "cme.example/1", '{"id":1}', "true", "7")
    )


@row("agent is required with every method, and is an Agent in JSON with one identifier", of=OF_AGENTS)
async def _(documents: Documents, lrs: Lrs) -> None:
    wrong = (
        "",
        "amara",
        "{",
        "[]",
        "{}",
        "null",
        text({"objectType": "Agent"}),
        text({"mbox": "amara@hospital.example"}),
        text(agent(openid="https://id.example/amara")),
        text({"account": {"name": "7f3a"}}),
        text(agent(objectType="agent")),
    )
    await assert_parameter(documents, lrs, "agent", wrong)


@row("An Agent may be given by each of the four identifiers, and is the same whatever its name", of=OF_AGENTS)
async def _(documents: Documents, lrs: Lrs) -> None:
    sha1 = hashlib.sha1(unique().encode(), usedforsecurity=False).hexdigest()
    for identifier in (
        {"mbox": f"mailto:{unique()}@hospital.example"},
        {"mbox_sha1sum": sha1},
        {"openid": iri()},
        {"account": account(name=unique())},
    ):
        place = {**documents.place(), "agent": text(identifier)}
        await documents.put(lrs, place, sha1.encode())
        named = text({"objectType": "Agent", "name": "Amara", **identifier})
        assert await documents.body(lrs, {**place, "agent": named}) == sha1.encode()


@row("ETag is the SHA-1 of the bytes, in small letters and in quotes", "Communication 3.1")
async def _(documents: Documents, lrs: Lrs) -> None:
    for body in (b'{"page": 3}', b"", BINARY):
        place = documents.place()
        await documents.put(lrs, place, body, "application/octet-stream")
        assert (await documents.get(lrs, place)).headers["ETag"] == etag(body)


@ALL.row("Communication 2.2", "Last-Modified is when a document was changed last, of many that of the latest")
async def _(lrs: Lrs) -> None:
    await asyncio.gather(*(assert_last_modified(each, lrs) for each in KINDS))


async def assert_last_modified(documents: Documents, lrs: Lrs) -> None:
    """Check the header over two changes, in different seconds."""
    context = documents.context()
    first, second = ({**context, documents.id: each} for each in ("a", "b"))
    earliest = datetime.now(UTC).replace(microsecond=0)
    await documents.put(lrs, first, b"{}")
    before = modified(await documents.get(lrs, first))
    assert earliest <= before <= datetime.now(UTC)
    await next_second()
    await documents.put(lrs, second, b"{}")
    assert modified(await documents.get(lrs, first)) == before
    assert modified(await documents.get(lrs, context)) == modified(await documents.get(lrs, second)) > before
    assert (await documents.post(lrs, first, b'{"page":4}')).status == 204
    assert modified(await documents.get(lrs, first)) > before


@row("HEAD is answered as GET, without the body", "Communication 1.1")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"page":3}')
    plain = await documents.get(lrs, place)
    head = await lrs.send("HEAD", documents.path, place)
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type"):
        assert head.headers[name] == plain.headers[name]
    assert (await lrs.send("HEAD", documents.path, documents.place())).status == 404


@row("A POST merges the members of a JSON object into those that stand, one level deep", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"x":"foo","y":{"a":1,"b":2},"w":[1]}')
    answer = await documents.post(lrs, place, b'{"x":"bash","y":{"c":3},"z":"faz"}')
    assert (answer.status, answer.body) == (204, b"")
    merged = await documents.get(lrs, place)
    assert merged.json == {"x": "bash", "y": {"c": 3}, "w": [1], "z": "faz"}
    assert merged.headers["ETag"] == etag(merged.body)


@row("A POST where nothing stands stores a document of any type", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    for body, type_ in ((b'{"page":3}', JSON), (b"page 3", "text/plain")):
        place = documents.place()
        assert (await documents.post(lrs, place, body, type_)).status == 204
        answer = await documents.get(lrs, place)
        assert (answer.body, answer.headers["Content-Type"]) == (body, type_)


@row("A POST of JSON that is no object is refused, also where nothing stands", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for body in (b"{", b"page3", b"[1]", b'"x"', b"1", b"null", b"", b"\xff{}", b"{}{}"):
        assert_refused(await documents.post(lrs, place, body))
    assert_refused(await lrs.get(documents.path, place), 404)
    await documents.put(lrs, place, b'{"page":3}')
    for body in (b"{", b"[1]", b"null"):
        assert_refused(await documents.post(lrs, place, body))
    assert await documents.body(lrs, place) == b'{"page":3}'


@row("A POST of another type onto JSON is refused and changes nothing", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"page":3}')
    assert_refused(await documents.post(lrs, place, b'{"page":4}', "text/plain"))
    assert await documents.body(lrs, place) == b'{"page":3}'


@row("A POST of JSON onto another type is refused and changes nothing", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"page":3}', "text/plain")
    assert_refused(await documents.post(lrs, place, b'{"page":4}'))
    assert await documents.body(lrs, place) == b'{"page":3}'


@row("A POST onto what says it is JSON and is no object is refused and changes nothing", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    for standing in (b"page3", b"[1]", b"3"):
        place = documents.place()
        await documents.put(lrs, place, standing)
        assert_refused(await documents.post(lrs, place, b'{"page":4}'))
        assert await documents.body(lrs, place) == standing


@row("The Activity and the Agent of a document need not be known", "Communication 2.2")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    assert (await documents.post(lrs, place, b"{}")).status == 204


@row("Documents are no part of a version: what one stores, the other reads", "Communication 3.3")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"page":3}')
    for version in (V1_0_3, V2_0_0):
        assert await documents.body(lrs.speaking(version), place) == b'{"page":3}'


# What only state has: Communication 2.3.


@row("State of a registration is other state than that of another, and than that of none", of=(STATE,))
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    places = [place, {**place, "registration": unique()}, {**place, "registration": unique()}]
    for index, each in enumerate(places):
        await documents.put(lrs, each, f"{index}".encode())
    assert [await documents.body(lrs, each) for each in places] == [b"0", b"1", b"2"]
    assert (await lrs.delete(documents.path, places[1])).status == 204
    assert (await lrs.get(documents.path, places[1])).status == 404
    assert [await documents.body(lrs, each) for each in (places[0], places[2])] == [b"0", b"2"]


@row("registration is a UUID with every method", of=(STATE,))
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for method in ("GET", "PUT", "POST", "DELETE"):
        for wrong in ("", "1", "registration", unique()[:-1], unique().replace("-", "")):
            sent = {**place, "registration": wrong}
            assert_refused(await lrs.send(method, documents.path, sent, body="{}"))


@row("Ids are listed by registration", of=(STATE,))
async def _(documents: Documents, lrs: Lrs) -> None:
    context = {**documents.context(), "registration": unique()}
    await documents.put(lrs, {**context, "stateId": "a"}, b"{}")
    assert (await documents.get(lrs, context)).json == ["a"]
    assert (await documents.get(lrs, {**context, "registration": unique()})).json == []


@row("Without stateId, DELETE deletes all state of the Activity, the Agent and the registration", of=(STATE,))
async def _(documents: Documents, lrs: Lrs) -> None:
    context = {**documents.context(), "registration": unique()}
    others = (
        {**context, "registration": unique()},
        {**context, "activityId": iri()},
        {**context, "agent": text(anyone())},
    )
    for each in (context, *others):
        for state in ("a", "b"):
            await documents.put(lrs, {**each, "stateId": state}, b"{}")
    answer = await lrs.delete(documents.path, context)
    assert (answer.status, answer.body) == (204, b"")
    assert (await documents.get(lrs, context)).json == []
    for each in others:
        assert sorted((await documents.get(lrs, each)).json) == ["a", "b"]


@row("The documents of a Group are those of an Agent with its identifier", of=(AGENT_PROFILE,))
async def _(documents: Documents, lrs: Lrs) -> None:
    identifier = {"account": account(name=unique())}
    await documents.put(lrs, {"agent": text(identifier), "profileId": "a"}, b"{}")
    assert (await documents.get(lrs, {"agent": text({"objectType": "Agent", **identifier})})).json == ["a"]


def modified(answer: Answer) -> datetime:
    """Return what Last-Modified says."""
    return parsedate_to_datetime(answer.headers["Last-Modified"])


async def between() -> str:
    """Return a time that is later than everything before and earlier than everything after."""
    await asyncio.sleep(0.005)
    now = timestamps.render(datetime.now(UTC))
    await asyncio.sleep(0.005)
    return now


async def next_second() -> None:
    """Wait until the clock shows another second."""
    await asyncio.sleep(1.01 - time.time() % 1)


TABLES = (ALL, *row.tables)
