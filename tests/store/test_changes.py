"""The change stream hands on what was committed, once, in order, and from where one left off."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

import pytest

from lrs.store import changes as changes_module
from lrs.store.bookmarks import Token
from lrs.store.changes import Change, HistoryLost, PersonChanged, PolicyActivated, StatementStored
from lrs.store.store import Store
from tests.statements import MODULE, statement, voiding
from tests.store.samples import AMARA_KEY, commit, policy
from tests.store.test_people import ANA


async def follow(store: Store, token: Token, count: int) -> tuple[list[Change], Token]:
    """Return the next `count` changes at least behind `token`, and the token behind them."""
    found: list[Change] = []
    async with asyncio.timeout(10):
        async for changes, behind in store.changes.follow(token):
            found += changes
            if len(found) >= count:
                return found, behind
    raise AssertionError("the stream goes on for ever")


async def test_a_follower_sees_what_comes_behind_its_token_and_nothing_else(store: Store) -> None:
    await commit(store, statement())
    token = await store.changes.now()
    sent = statement()
    void = voiding(sent["id"])
    await commit(store, sent, void)
    await store.people.put([ANA])
    await store.policies.activate(*policy())
    await store.keys.create("no concern of theirs", ["all"])
    changes, _ = await follow(store, token, 4)
    assert changes == [
        StatementStored(uuid.UUID(sent["id"]), AMARA_KEY, MODULE, None),
        StatementStored(uuid.UUID(void["id"]), AMARA_KEY, None, uuid.UUID(sent["id"])),
        PersonChanged("person:ana", ANA.keys),
        PolicyActivated("sepsis"),
    ]


async def test_what_was_sent_again_or_refused_is_no_change(store: Store) -> None:
    sent = statement()
    await commit(store, sent)
    token = await store.changes.now()
    await commit(store, sent)
    last = statement()
    await commit(store, last)
    changes, _ = await follow(store, token, 1)
    assert [change.id for change in changes if isinstance(change, StatementStored)] == [uuid.UUID(last["id"])]


async def test_a_follower_that_begins_again_misses_and_repeats_nothing(store: Store) -> None:
    token = await store.changes.now()
    sent = [statement() for _ in range(30)]
    seen: list[Change] = []
    for start in range(0, 30, 10):
        for each in sent[start : start + 10]:
            await commit(store, each)
        changes, token = await follow(store, token, 10)
        seen += changes
    assert [str(change.id) for change in seen if isinstance(change, StatementStored)] == [
        each["id"] for each in sent
    ]


async def test_more_changes_than_are_gathered_at_once_come_in_parts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes_module, "GATHERED", 4)
    token = await store.changes.now()
    await commit(store, *(statement() for _ in range(10)))
    changes, behind = await follow(store, token, 1)
    assert len(changes) == 4
    rest, _ = await follow(store, behind, 6)
    assert len({*changes, *rest}) == 10


async def test_a_person_is_named_with_all_identifiers_ever_held(store: Store) -> None:
    await store.people.put([ANA])
    token = await store.changes.now()
    await store.people.put([replace(ANA, keys=())])
    changes, _ = await follow(store, token, 1)
    assert changes == [PersonChanged("person:ana", ANA.keys)]


async def test_after_a_long_silence_the_place_is_handed_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes_module, "QUIET", 0.0)
    token = await store.changes.now()
    changes, later = await follow(store, token, 0)
    assert changes == []
    await commit(store, statement())
    assert len((await follow(store, later, 1))[0]) == 1


async def lost_token(store: Store) -> Token:
    """Return the token of an event that MongoDB's history does not have: of a replica set since replaced."""
    async with store.database.watch() as stream:
        await commit(store, statement())
        event = await stream.next()
    data = event["_id"]["_data"]
    return {"_data": f"{data[:2]}5F000000{data[10:]}"}


async def test_a_token_that_the_history_does_not_have_is_told(store: Store) -> None:
    with pytest.raises(HistoryLost):
        await follow(store, await lost_token(store), 1)


async def test_a_database_that_is_dropped_ends_the_history(store: Store) -> None:
    token = await store.changes.now()
    await commit(store, statement())
    following = asyncio.create_task(follow(store, token, 2))
    await asyncio.sleep(0.3)
    await store.database.client.drop_database(store.database.name)
    with pytest.raises(HistoryLost):
        await following
    with pytest.raises(HistoryLost):
        await follow(store, token, 2)


async def test_bookmarks_are_kept_by_follower(store: Store) -> None:
    token = await store.changes.now()
    assert await store.bookmarks.get("one") is None
    await store.bookmarks.put("one", {"_data": "x"})
    await store.bookmarks.put("one", token)
    assert await store.bookmarks.get("one") == token
    assert await store.bookmarks.get("two") is None
    await store.bookmarks.remove("one")
    assert await store.bookmarks.get("one") is None
