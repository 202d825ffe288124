"""Documents are kept exactly, and no change of one is lost."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from lrs.errors import InvalidRequest, PreconditionFailed, TooLarge
from lrs.store.documents import LARGEST, Decision
from lrs.store.store import Store
from lrs.xapi.documents import JSON, Context, Document, merge
from tests.statements import MODULE
from tests.store.samples import AMARA_KEY

STATE = Context(MODULE, AMARA_KEY)


def writes(content: bytes, content_type: str = "text/plain") -> Decision:
    """Return a change that leaves this document behind, whatever stands."""
    return lambda _standing: Document(content, content_type)


def replaces(old: bytes, new: bytes) -> Decision:
    """Return a change that allows no other document than `old`."""

    def decide(standing: Document | None) -> Document:
        if standing is None or standing.content != old:
            raise PreconditionFailed
        return Document(new, "text/plain")

    return decide


def creates(content: bytes) -> Decision:
    """Return a change that allows no document."""

    def decide(standing: Document | None) -> Document:
        if standing is not None:
            raise PreconditionFailed
        return Document(content, "text/plain")

    return decide


def merges(**members: int) -> Decision:
    """Return a change that merges these members."""
    return lambda standing: merge(standing, Document(json.dumps(members).encode(), JSON))


def nothing(_standing: Document | None) -> None:
    """Decide that no document shall stand."""


async def content(store: Store, context: Context, document_id: str) -> bytes | None:
    found = await store.documents.get(context, document_id)
    return found.document.content if found else None


async def race(store: Store, *decisions: Decision) -> list[int]:
    """Make changes at once and return which of them were allowed."""
    ends = await asyncio.gather(
        *(store.documents.change(STATE, "x", each) for each in decisions), return_exceptions=True
    )
    assert all(end is None or isinstance(end, PreconditionFailed) for end in ends)
    return [number for number, end in enumerate(ends) if end is None]


@pytest.mark.parametrize(
    "sent", [b"", b"\x00\xff\r\n", b"$$NOW", b'{ "$set" : {"a.b": 1} }', bytes(range(256))]
)
async def test_a_document_comes_back_as_it_was_written(store: Store, sent: bytes) -> None:
    await store.documents.change(STATE, "x", writes(sent, "$odd/type;  a=B"))
    found = await store.documents.get(STATE, "x")
    assert found is not None
    assert found.document == Document(sent, "$odd/type;  a=B")
    assert abs(datetime.now(UTC) - found.updated) < timedelta(seconds=10)


@pytest.mark.parametrize("name", ["a/b", "$where", "a.b", "", " ", "\0", "é🧠\u202e", "x" * 100_000])
async def test_any_text_is_an_id(store: Store, name: str) -> None:
    await store.documents.change(STATE, name, writes(b"1"))
    await store.documents.change(STATE, name + "!", writes(b"2"))
    assert await content(store, STATE, name) == b"1"
    assert list(await store.documents.ids(STATE)) == [name, name + "!"]


async def test_contexts_are_strangers_to_each_other(store: Store) -> None:
    registrations = [uuid.uuid4(), uuid.uuid4()]
    contexts = [
        STATE,
        *(Context(MODULE, AMARA_KEY, registration) for registration in registrations),
        Context(MODULE + "/2", AMARA_KEY),
        Context(MODULE, AMARA_KEY + "x"),
        Context(activity=MODULE),
        Context(agent=AMARA_KEY),
    ]
    for number, context in enumerate(contexts):
        await store.documents.change(context, "x", writes(b"%d" % number))
    for number, context in enumerate(contexts):
        assert await content(store, context, "x") == b"%d" % number
        assert list(await store.documents.ids(context)) == ["x"]
    await store.documents.clear(contexts[0])
    await store.documents.change(contexts[1], "x", nothing)
    there = [await content(store, context, "x") for context in contexts]
    assert there == [None, None, b"2", b"3", b"4", b"5", b"6"]


async def test_since_leaves_out_what_was_changed_then_or_before(store: Store) -> None:
    for name in ("a", "b", "c", "a"):
        await store.documents.change(STATE, name, writes(b""))
        await asyncio.sleep(0.003)
    times = await store.documents.ids(STATE)
    assert list(times) == ["b", "c", "a"]
    assert list(await store.documents.ids(STATE, times["b"])) == ["c", "a"]
    assert list(await store.documents.ids(STATE, times["b"] - timedelta(milliseconds=1))) == ["b", "c", "a"]
    assert await store.documents.ids(STATE, times["a"]) == {}


async def test_of_several_that_create_a_document_one_wins(store: Store) -> None:
    [winner] = await race(store, *(creates(b"%d" % number) for number in range(12)))
    assert await content(store, STATE, "x") == b"%d" % winner


async def test_of_several_that_replace_the_same_document_one_wins(store: Store) -> None:
    for _ in range(5):
        await store.documents.change(STATE, "x", writes(b"old"))
        [winner] = await race(store, *(replaces(b"old", b"%d" % number) for number in range(12)))
        assert await content(store, STATE, "x") == b"%d" % winner


async def test_of_several_that_replace_or_delete_the_same_document_one_wins(store: Store) -> None:
    def deletes(standing: Document | None) -> None:
        replaces(b"old", b"")(standing)

    for _ in range(5):
        await store.documents.change(STATE, "x", writes(b"old"))
        [winner] = await race(store, *(replaces(b"old", b"new") if n % 2 else deletes for n in range(8)))
        assert await content(store, STATE, "x") == (b"new" if winner % 2 else None)


async def test_merges_at_once_lose_no_member(store: Store) -> None:
    await race(store, *(merges(**{f"m{number}": number, "last": number}) for number in range(30)))
    merged = json.loads(await content(store, STATE, "x") or b"")
    assert merged.keys() == {"last", *(f"m{number}" for number in range(30))}


async def test_a_document_that_is_deleted_and_written_again_and_again_is_merged_with_none_of_the_old(
    store: Store,
) -> None:
    for number in range(20):
        await race(store, nothing, merges(**{f"m{number}": number}), nothing)
        merged = json.loads(await content(store, STATE, "x") or b"{}")
        assert merged.keys() <= {f"m{number}"}
        await store.documents.change(STATE, "x", nothing)


async def test_a_change_that_is_refused_leaves_what_stands(store: Store) -> None:
    await store.documents.change(STATE, "x", writes(b"page3", JSON))
    before = await store.documents.get(STATE, "x")
    with pytest.raises(InvalidRequest):
        await store.documents.change(STATE, "x", merges(a=1))
    assert await store.documents.get(STATE, "x") == before


async def test_to_delete_what_is_not_there_changes_nothing(store: Store) -> None:
    await store.documents.change(STATE, "x", nothing)
    await store.documents.clear(STATE)
    assert await store.documents.ids(STATE) == {}


async def test_a_document_has_a_largest_size_also_after_a_merge(store: Store) -> None:
    half = b'{"%d":"' + b"x" * (LARGEST // 2) + b'"}'
    await store.documents.change(STATE, "x", lambda _: Document(half % 1, JSON))
    with pytest.raises(TooLarge):
        await store.documents.change(STATE, "x", lambda standing: merge(standing, Document(half % 2, JSON)))
    assert await content(store, STATE, "x") == half % 1
    await store.documents.change(STATE, "largest", writes(b"x" * LARGEST))
    with pytest.raises(TooLarge):
        await store.documents.change(STATE, "larger", writes(b"x" * (LARGEST + 1)))
    assert list(await store.documents.ids(STATE)) == ["x", "largest"]


@pytest.mark.parametrize("size", [1_100_000, 8_000_000, 16_700_000, 17_000_000])
async def test_a_name_that_fills_what_mongodb_can_hold_is_refused_as_too_large(
    store: Store, size: int
) -> None:
    with pytest.raises(TooLarge):
        await store.documents.change(STATE, "x" * size, writes(b"x" * LARGEST))
    assert await store.documents.ids(STATE) == {}
