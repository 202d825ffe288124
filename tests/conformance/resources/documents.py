"""State and profile documents."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Final

from lrs.xapi import timestamps
from lrs.xapi.versions import V1_0_3, V2_0_0, Version
from tests.conformance.lrs import JSON, Answer, Headers, Lrs, anyone, assert_refused, iri, unique
from tests.conformance.rows import ResourceTable
from tests.conformance.values import account, agent

ALL = ResourceTable("All document resources", "")
STATE = ResourceTable("State resource", "4.1.6.2")
AGENT_PROFILE = ResourceTable("Agent profile resource", "4.1.6.5")
ACTIVITY_PROFILE = ResourceTable("Activity profile resource", "4.1.6.6")
NEW: Final = {"If-None-Match": "*"}
BINARY: Final = bytes(range(256)) + b"\r\n\x00"


def text(value: Any) -> str:
    """Return an agent as a parameter has it."""
    return json.dumps(value)


def of_state() -> dict[str, str]:
    """Return parameters that no state has been stored under."""
    return {"activityId": iri(), "agent": text(anyone())}


def of_agent() -> dict[str, str]:
    """Return parameters that no agent profile has been stored under."""
    return {"agent": text(anyone())}


def of_activity() -> dict[str, str]:
    """Return parameters that no activity profile has been stored under."""
    return {"activityId": iri()}


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one kind as a client sees them.

    `section` is that of the resource, `id` the parameter that names a document, and `context` returns the
    parameters of a context that is new.
    """

    table: ResourceTable
    section: str
    path: str
    id: str
    context: Callable[[], dict[str, str]]

    def place(self) -> dict[str, str]:
        """Return the parameters of a document that is not there."""
        return {**self.context(), self.id: "bookmark"}

    async def put(
        self,
        lrs: Lrs,
        place: Mapping[str, str],
        body: bytes,
        type_: str = JSON,
        headers: Headers | None = None,
    ) -> None:
        """Store a document where none is, or under the precondition given."""
        answer = await lrs.put(self.path, body, place, {"Content-Type": type_, **(headers or NEW)})
        assert (answer.status, answer.body) == (204, b""), answer

    async def post(self, lrs: Lrs, place: Mapping[str, str], body: bytes, type_: str = JSON) -> Answer:
        """POST a document."""
        return await lrs.post(self.path, body, place, {"Content-Type": type_})

    async def get(self, lrs: Lrs, place: Mapping[str, str]) -> Answer:
        """Return a document that is there."""
        answer = await lrs.get(self.path, place)
        assert answer.status == 200, answer
        return answer

    async def body(self, lrs: Lrs, place: Mapping[str, str]) -> bytes:
        """Return what a document that is there consists of."""
        return (await self.get(lrs, place)).body


Check = Callable[[Documents, Lrs], Awaitable[None]]
KINDS: Final = (
    Documents(STATE, "Communication 2.3", "activities/state", "stateId", of_state),
    Documents(AGENT_PROFILE, "Communication 2.6", "agents/profile", "profileId", of_agent),
    Documents(ACTIVITY_PROFILE, "Communication 2.7", "activities/profile", "profileId", of_activity),
)
PROFILES: Final = KINDS[1:]
OF_AGENTS: Final = KINDS[:2]
OF_ACTIVITIES: Final = (KINDS[0], KINDS[2])


def row(
    requirement: str,
    section: str | None = None,
    *,
    of: tuple[Documents, ...] = KINDS,
    only: Version | None = None,
) -> Callable[[Check], Check]:
    """Add the decorated check as a row of several resources, under their own section where none is named."""

    def add(check: Check) -> Check:
        for each in of:
            each.table.row(section or each.section, requirement, only=only)(partial(check, each))
        return check

    return add


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


# Concurrency: Communication 3.1.


@row("A change under the ETag that stands is made, by PUT, POST and DELETE", "Communication 3.1")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"page":3}')
    await documents.put(lrs, place, b'{"page":4}', headers={"If-Match": etag(b'{"page":3}')})
    headers = {"If-Match": etag(b'{"page":4}'), "Content-Type": JSON}
    assert (await lrs.post(documents.path, b'{"page":5}', place, headers)).status == 204
    assert json.loads(await documents.body(lrs, place)) == {"page": 5}
    standing = (await documents.get(lrs, place)).headers["ETag"]
    assert (await lrs.delete(documents.path, place, {"If-Match": standing})).status == 204


def _add_stale(method: str) -> None:
    @row(
        f"A {method} under an ETag that does not stand is answered 412 and changes nothing",
        "Communication 3.1",
    )
    async def _(documents: Documents, lrs: Lrs) -> None:
        place = documents.place()
        headers = {"If-Match": etag(b"stale"), "Content-Type": JSON}
        assert_refused(
            await lrs.send(method, documents.path, place, body=b'{"page":4}', headers=headers), 412
        )
        await documents.put(lrs, place, b'{"page":3}')
        assert_refused(
            await lrs.send(method, documents.path, place, body=b'{"page":4}', headers=headers), 412
        )
        assert await documents.body(lrs, place) == b'{"page":3}'


def _add_unexpected(method: str) -> None:
    @row(
        f"A {method} with If-None-Match: * over a document is answered 412 and changes nothing",
        "Communication 3.1",
    )
    async def _(documents: Documents, lrs: Lrs) -> None:
        place = documents.place()
        await documents.put(lrs, place, b'{"page":3}')
        headers = {**NEW, "Content-Type": JSON}
        assert_refused(
            await lrs.send(method, documents.path, place, body=b'{"page":4}', headers=headers), 412
        )
        assert await documents.body(lrs, place) == b'{"page":3}'


for _method in ("PUT", "POST", "DELETE"):
    _add_stale(_method)
for _method in ("PUT", "POST"):
    _add_unexpected(_method)


@row("If-Match takes several ETags, and * for any document", "Communication 3.1")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b"3")
    await documents.put(lrs, place, b"4", headers={"If-Match": f"{etag(b'2')}, {etag(b'3')}"})
    await documents.put(lrs, place, b"5", headers={"If-Match": "*"})
    assert await documents.body(lrs, place) == b"5"


@row("If-Match: * where nothing stands is answered 412", "Communication 3.1")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    assert_refused(await lrs.put(documents.path, b"{}", place, {"If-Match": "*"}), 412)
    assert_refused(await lrs.get(documents.path, place), 404)


@row("Of many changes at once under the same ETag, one is made", "Communication 3.1")
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b"0", "text/plain")
    headers = {"If-Match": etag(b"0"), "Content-Type": "text/plain"}
    attempts = (lrs.put(documents.path, f"{each}".encode(), place, headers) for each in range(1, 7))
    answers = [answer.status for answer in await asyncio.gather(*attempts)]
    assert sorted(answers) == [204, *[412] * 5]
    assert await documents.body(lrs, place) == f"{answers.index(204) + 1}".encode()


@row(
    "A PUT over a profile without a precondition is answered 409, says what to do, and changes nothing",
    "Communication 3.1",
    of=PROFILES,
)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    await documents.put(lrs, place, b'{"page":3}')
    await assert_in_the_way(documents, lrs, place)


@row("A PUT of a new profile needs a precondition", "Communication 3.1", of=PROFILES)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    assert_refused(await lrs.put(documents.path, b"{}", place))
    assert_refused(await lrs.get(documents.path, place), 404)


@row("A POST and a DELETE of a profile need no precondition", "Communication 3.1", of=PROFILES)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for body in (b'{"page":3}', b'{"page":4}'):
        assert (await documents.post(lrs, place, body)).status == 204
    assert (await lrs.delete(documents.path, place)).status == 204


@row(
    "A PUT of state needs no precondition, also over what stands",
    "Communication 3.1",
    of=KINDS[:1],
    only=V1_0_3,
)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for body in (b"3", b"4"):
        assert (await lrs.put(documents.path, body, place)).status == 204
    assert await documents.body(lrs, place) == b"4"


@row(
    "A PUT of new state needs no precondition; over what stands, it is answered 409 without one",
    "2.0.0 4.1.4",
    of=KINDS[:1],
    only=V2_0_0,
)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    assert (await lrs.put(documents.path, b'{"page":3}', place, {"Content-Type": JSON})).status == 204
    await assert_in_the_way(documents, lrs, place)


async def assert_in_the_way(documents: Documents, lrs: Lrs, place: dict[str, str]) -> None:
    """Check that a PUT over the page 3 without a precondition is refused and explained."""
    answer = await lrs.put(documents.path, b'{"page":4}', place, {"Content-Type": JSON})
    assert_refused(answer, 409)
    assert "current state" in answer.error["message"]
    assert "If-Match" in answer.error["message"]
    assert await documents.body(lrs, place) == b'{"page":3}'


# What only state has: Communication 2.3.


@row("State of a registration is other state than that of another, and than that of none", of=KINDS[:1])
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    places = [place, {**place, "registration": unique()}, {**place, "registration": unique()}]
    for index, each in enumerate(places):
        await documents.put(lrs, each, f"{index}".encode())
    assert [await documents.body(lrs, each) for each in places] == [b"0", b"1", b"2"]
    assert (await lrs.delete(documents.path, places[1])).status == 204
    assert (await lrs.get(documents.path, places[1])).status == 404
    assert [await documents.body(lrs, each) for each in (places[0], places[2])] == [b"0", b"2"]


@row("registration is a UUID with every method", of=KINDS[:1])
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for method in ("GET", "PUT", "POST", "DELETE"):
        for wrong in ("", "1", "registration", unique()[:-1], unique().replace("-", "")):
            sent = {**place, "registration": wrong}
            assert_refused(await lrs.send(method, documents.path, sent, body="{}"))


@row("Ids are listed by registration", of=KINDS[:1])
async def _(documents: Documents, lrs: Lrs) -> None:
    context = {**documents.context(), "registration": unique()}
    await documents.put(lrs, {**context, "stateId": "a"}, b"{}")
    assert (await documents.get(lrs, context)).json == ["a"]
    assert (await documents.get(lrs, {**context, "registration": unique()})).json == []


@row(
    "Without stateId, DELETE deletes all state of the Activity, the Agent and the registration", of=KINDS[:1]
)
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


@row("The documents of a Group are those of an Agent with its identifier", of=KINDS[1:2])
async def _(documents: Documents, lrs: Lrs) -> None:
    identifier = {"account": account(name=unique())}
    await documents.put(lrs, {"agent": text(identifier), "profileId": "a"}, b"{}")
    assert (await documents.get(lrs, {"agent": text({"objectType": "Agent", **identifier})})).json == ["a"]


def etag(body: bytes) -> str:
    """Return the entity tag that a document of these bytes has."""
    return f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'


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


TABLES = (ALL, STATE, AGENT_PROFILE, ACTIVITY_PROFILE)
