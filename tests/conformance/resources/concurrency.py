"""Documents that several clients change."""

from __future__ import annotations

import asyncio
import json

from lrs.xapi.versions import V1_0_3, V2_0_0
from tests.conformance.lrs import JSON, Lrs, assert_refused
from tests.conformance.resources.document_kinds import NEW, PROFILES, STATE, Documents, KindRows, etag

row = KindRows(": concurrency", "4.1.4")


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


@row("A PUT of a new profile needs a precondition", "Communication 3.1", of=PROFILES, only=V1_0_3)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    assert_refused(await lrs.put(documents.path, b"{}", place))
    assert_refused(await lrs.get(documents.path, place), 404)


@row("A PUT of a new profile needs no precondition", "2.0.0 4.1.4", of=PROFILES, only=V2_0_0)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    assert (await lrs.put(documents.path, b"3", place)).status == 204
    assert await documents.body(lrs, place) == b"3"


@row("A POST and a DELETE of a profile need no precondition", "Communication 3.1", of=PROFILES)
async def _(documents: Documents, lrs: Lrs) -> None:
    place = documents.place()
    for body in (b'{"page":3}', b'{"page":4}'):
        assert (await documents.post(lrs, place, body)).status == 204
    assert (await lrs.delete(documents.path, place)).status == 204


@row(
    "A PUT of state needs no precondition, also over what stands",
    "Communication 3.1",
    of=(STATE,),
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
    of=(STATE,),
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


TABLES = row.tables
