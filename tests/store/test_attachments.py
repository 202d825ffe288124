"""The contents of attachments: there exactly where a statement is stored that came with them."""

from __future__ import annotations

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorGridFSBucket

from lrs.errors import Conflict, InvalidRequest, LrsError, Unavailable
from lrs.store.attachments import ABANDONED, CHUNK, Upload
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi.attachments import Content
from tests.attachments import attachment, sha2
from tests.statements import statement
from tests.store.samples import AUTHORITY_KEY, incoming

LARGE = os.urandom(2 * CHUNK + 12_345)


async def pieces(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def broken(content: bytes) -> AsyncIterator[bytes]:
    yield content
    raise InvalidRequest


async def store_with(store: Store, sent: dict[str, Any], *contents: bytes) -> None:
    """Store a statement with contents that arrive with it."""
    async with store.attachments.receiving([sha2(each) for each in contents]) as upload:
        for content in contents:
            await upload.write(sha2(content), pieces(content))
        await store.committer.commit([incoming(sent)], AUTHORITY_KEY, upload=upload)


async def kept(store: Store, content: bytes) -> bytes:
    return b"".join([piece async for piece in store.attachments.read(sha2(content))])


async def counts(store: Store) -> Sequence[int]:
    """Return how many files, chunks and unfinished uploads there are."""
    names = ("files", "chunks", "uploads")
    return [await store.database[f"attachments.{name}"].count_documents({}) for name in names]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, len(LARGE)])
@pytest.mark.parametrize("cut", [7_919, 3 * CHUNK])
async def test_a_content_comes_back_byte_by_byte(store: Store, size: int, cut: int) -> None:
    content = LARGE[:size]
    async with store.attachments.receiving([sha2(content)]) as upload:
        await upload.write(sha2(content), pieces(content, cut))
        sent = statement(attachments=[attachment(content)])
        await store.committer.commit([incoming(sent)], AUTHORITY_KEY, upload=upload)
    assert await kept(store, content) == content
    assert await counts(store) == [1, -(-size // CHUNK), 0]


async def test_any_tool_for_gridfs_can_read_a_content(store: Store) -> None:
    await store_with(store, statement(attachments=[attachment(LARGE)]), LARGE)
    bucket = AsyncIOMotorGridFSBucket(store.database, "attachments")
    found = await bucket.open_download_stream_by_name(sha2(LARGE))
    assert await found.read() == LARGE
    assert found.length == len(LARGE)


async def test_a_statement_is_read_with_what_came_with_it_and_with_nothing_else(store: Store) -> None:
    elsewhere = attachment(b"elsewhere", fileUrl="https://cme.example/certificate.pdf")
    sent = statement(attachments=[attachment(b"a", contentType="text/plain"), elsewhere, attachment(b"b")])
    await store_with(store, statement(attachments=[attachment(b"elsewhere")]), b"elsewhere")
    await store_with(store, sent, b"a", b"b")
    [found, *_] = (await store.statements.query(Query(), 10)).statements
    assert found.attachments == (Content(sha2(b"a"), "text/plain"), Content(sha2(b"b"), "application/pdf"))


async def test_a_content_is_kept_once(store: Store) -> None:
    for _ in range(3):
        await store_with(store, statement(attachments=[attachment(LARGE)]), LARGE)
    assert await counts(store) == [1, 3, 0]


async def test_a_content_that_comes_twice_at_once_is_kept_once(store: Store) -> None:
    many = [store_with(store, statement(attachments=[attachment(LARGE)]), LARGE) for _ in range(4)]
    await asyncio.gather(*many)
    assert await counts(store) == [1, 3, 0]
    assert await kept(store, LARGE) == LARGE
    assert await store.statements.count() == 4


async def test_of_two_requests_with_the_same_content_one_may_fail(store: Store) -> None:
    failing = statement()
    await store.committer.commit([incoming(failing)], AUTHORITY_KEY)
    async with store.attachments.receiving([sha2(LARGE)]) as upload:
        await upload.write(sha2(LARGE), pieces(LARGE))
        with pytest.raises(Conflict):
            await store_with(store, failing | {"attachments": [attachment(LARGE)]}, LARGE)
        sent = statement(attachments=[attachment(LARGE)])
        await store.committer.commit([incoming(sent)], AUTHORITY_KEY, upload=upload)
    assert await counts(store) == [1, 3, 0]
    assert await kept(store, LARGE) == LARGE


@pytest.mark.parametrize("content", [LARGE, b"small"])
async def test_nothing_remains_of_a_request_that_breaks_off(store: Store, content: bytes) -> None:
    async def receive() -> None:
        async with store.attachments.receiving([sha2(content), sha2(b"other")]) as upload:
            await upload.write(sha2(b"other"), pieces(b"other"))
            await upload.write(sha2(content), broken(content))

    with pytest.raises(InvalidRequest):
        await receive()
    assert await counts(store) == [0, 0, 0]


async def test_nothing_remains_of_a_request_whose_statements_conflict(store: Store) -> None:
    there = statement()
    await store.committer.commit([incoming(there)], AUTHORITY_KEY)
    with pytest.raises(Conflict):
        await store_with(store, there | {"attachments": [attachment(LARGE)]}, LARGE)
    assert await counts(store) == [0, 0, 0]


async def test_a_statement_that_is_stored_already_gains_no_content(store: Store) -> None:
    sent = statement(attachments=[attachment(LARGE, fileUrl="https://cme.example/certificate.pdf")])
    await store.committer.commit([incoming(sent)], AUTHORITY_KEY)
    await store_with(store, sent, LARGE)
    assert await counts(store) == [0, 0, 0]
    [found] = (await store.statements.query(Query(), 10)).statements
    assert not found.attachments


async def test_what_a_killed_process_left_is_removed_after_a_day_and_not_before(store: Store) -> None:
    minute = timedelta(minutes=1)
    older, newer = await begun(store, ABANDONED + minute), await begun(store, ABANDONED - minute)
    for upload in (older, newer):
        await upload.write(sha2(LARGE), pieces(LARGE))
    assert await counts(store) == [0, 6, 2]
    await store.attachments.sweep()
    assert await counts(store) == [0, 3, 1]
    assert await store.database["attachments.uploads"].distinct("_id") == [newer.id]


async def test_a_sweep_leaves_what_is_kept(store: Store) -> None:
    await store_with(store, statement(attachments=[attachment(LARGE)]), LARGE)
    await begun(store, ABANDONED + timedelta(days=1))
    await store.attachments.sweep()
    assert await counts(store) == [1, 3, 0]
    assert await kept(store, LARGE) == LARGE


async def test_a_request_that_was_swept_away_stores_nothing(store: Store) -> None:
    upload = await begun(store, ABANDONED + timedelta(minutes=1))
    await upload.write(sha2(LARGE), pieces(LARGE))
    await store.attachments.sweep()
    sent = statement(attachments=[attachment(LARGE)])
    with pytest.raises(Unavailable):
        await store.committer.commit([incoming(sent)], AUTHORITY_KEY, upload=upload)
    assert await store.statements.count() == 0
    assert await counts(store) == [0, 0, 0]


async def test_a_content_that_is_not_there_is_a_fault(store: Store) -> None:
    with pytest.raises(LrsError, match="not where it should be"):
        await kept(store, b"never sent")


async def test_a_large_content_is_never_in_memory_as_a_whole(store: Store) -> None:
    content = os.urandom(CHUNK)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield content

    tracemalloc.start()
    try:
        async with store.attachments.receiving(["0" * 64]) as upload:
            await upload.write("0" * 64, endless())
            sent = statement(attachments=[attachment(b"", sha2="0" * 64)])
            await store.committer.commit([incoming(sent)], AUTHORITY_KEY, upload=upload)
        received = [len(piece) async for piece in store.attachments.read("0" * 64)]
        assert sum(received) == 40 * CHUNK
        assert tracemalloc.get_traced_memory()[1] < 12 * CHUNK
    finally:
        tracemalloc.stop()


async def begun(store: Store, age: timedelta) -> Upload:
    """Begin an upload as long ago, by a process that is gone."""
    upload_id = ObjectId(ObjectId.from_datetime(datetime.now(UTC) - age).binary[:4] + os.urandom(8))
    upload = Upload(store.database, upload_id, {sha2(LARGE): ObjectId()})
    document = {"_id": upload.id, "files": [upload._new[sha2(LARGE)]], "ended": False}
    await store.database["attachments.uploads"].insert_one(document)
    return upload
