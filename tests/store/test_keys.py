"""Credentials open what they should, until they should not, and are not to be had from the database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import bson
import pytest

from lrs.errors import NotFound
from lrs.secret import Secret
from lrs.store.keys import Keys
from lrs.store.store import Store


async def test_a_secret_opens_its_own_key_only(store: Store) -> None:
    one, secret = await store.keys.create("one", ["statements/write", "statements/read/mine"])
    two, _ = await store.keys.create("two", ["all"])
    verified = await store.keys.verify(one.key, secret)
    assert verified is not None
    assert (verified.key, verified.name) == (one.key, "one")
    assert verified.scopes == {"statements/write", "statements/read/mine"}
    assert await store.keys.verify(two.key, secret) is None
    for wrong in ("", secret[:-1], secret + "x", secret.swapcase()):
        assert await store.keys.verify(one.key, wrong) is None
    assert await store.keys.verify("nobody", secret) is None


async def test_a_key_names_itself_in_the_authority(store: Store) -> None:
    key, secret = await store.keys.create("Sepsis module", ["all"])
    verified = await store.keys.verify(key.key, secret)
    assert verified is not None
    assert verified.authority == {
        "objectType": "Agent",
        "name": "Sepsis module",
        "account": {"homePage": "http://127.0.0.1:8080", "name": key.key},
    }


async def test_a_key_opens_nothing_from_its_expiry_on(store: Store) -> None:
    now = datetime.now(UTC)
    over, its_secret = await store.keys.create("over", ["all"], expires=now)
    lasting, other_secret = await store.keys.create("lasting", ["all"], expires=now + timedelta(hours=1))
    assert await store.keys.verify(over.key, its_secret) is None
    assert await store.keys.verify(lasting.key, other_secret) is not None
    assert lasting.valid_at(now + timedelta(minutes=59))
    assert not lasting.valid_at(now + timedelta(hours=1))


async def test_a_revoked_key_opens_nothing_at_once(store: Store) -> None:
    key, secret = await store.keys.create("x", ["all"])
    other, other_secret = await store.keys.create("y", ["all"])
    assert await store.keys.verify(key.key, secret) is not None
    await store.keys.revoke(key.key)
    assert await store.keys.verify(key.key, secret) is None
    assert await store.keys.verify(other.key, other_secret) is not None


async def test_a_key_is_revoked_in_every_process_when_the_command_returns(
    store: Store, secret: Secret
) -> None:
    elsewhere = [Keys(store.database, secret, store.home_page) for _ in range(3)]
    key, its_secret = await store.keys.create("x", ["all"])
    revoking = asyncio.create_task(store.keys.revoke(key.key))
    while not revoking.done():
        await asyncio.gather(*(keys.verify(key.key, its_secret) for keys in elsewhere))
    await revoking
    assert [await keys.verify(key.key, its_secret) for keys in elsewhere] == [None] * 3


async def test_a_key_that_could_not_be_read_is_read_again(store: Store, secret: Secret) -> None:
    key, its_secret = await store.keys.create("x", ["all"])
    keys = Keys(store.database, secret, store.home_page)
    impatient = asyncio.create_task(keys.verify(key.key, its_secret))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await keys.verify(key.key, its_secret) is not None


async def test_revoking_again_keeps_the_first_moment(store: Store) -> None:
    key, _ = await store.keys.create("x", ["all"])
    await store.keys.revoke(key.key)
    [first] = await store.keys.list()
    await store.keys.revoke(key.key)
    [second] = await store.keys.list()
    assert first.revoked is not None
    assert second.revoked == first.revoked


async def test_what_is_no_key_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.keys.revoke("nobody")


async def test_keys_are_listed_in_the_order_they_were_made(store: Store) -> None:
    for name in "cab":
        await store.keys.create(name, ["all"])
    assert [key.name for key in await store.keys.list()] == ["c", "a", "b"]


async def test_the_database_yields_no_secret(store: Store) -> None:
    secrets = [(await store.keys.create("x", ["all"]))[1] for _ in range(3)]
    documents = [bson.encode(document) async for document in store.database["keys"].find({})]
    assert len(documents) == 3
    for secret in secrets:
        assert not any(secret.encode() in document for document in documents)


async def test_a_copy_of_the_database_opens_nothing_without_the_services_secret(store: Store) -> None:
    key, secret = await store.keys.create("x", ["all"])
    elsewhere = Keys(store.database, Secret(b"another secret of 32 characters."), store.home_page)
    assert await elsewhere.verify(key.key, secret) is None


async def test_a_digest_is_of_use_to_its_own_key_only(store: Store) -> None:
    one, secret = await store.keys.create("one", ["statements/write"])
    two, _ = await store.keys.create("two", ["all"])
    stolen = await store.database["keys"].find_one({"_id": one.key})
    assert stolen is not None
    await store.database["keys"].update_one({"_id": two.key}, {"$set": {"digest": stolen["digest"]}})
    assert await store.keys.verify(two.key, secret) is None
