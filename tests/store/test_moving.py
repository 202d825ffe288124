"""A store moves: statements keep their bytes, their times and their order, and credit follows from them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lrs.errors import StatementRefused
from lrs.imports import batches
from lrs.imports.importer import Summary
from lrs.rollup.recompute import Recomputation
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store.connection import Client
from lrs.store.moved import Places
from lrs.store.moving import AlreadyServed
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi import timestamps
from lrs.xapi.agents import agent_key
from tests.attachments import attachment, sha2
from tests.service import Http
from tests.statements import AMARA, statement, voiding
from tests.store.moves import another_store, export, move_in
from tests.store.samples import AUTHORITY, as_bytes, commit, ids, policy, standing, stored
from tests.store.test_exporter import store_with_content

STORED = "2026-01-05T12:00:00.000000Z"


@pytest.fixture
async def other(client: Client, settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Return the store that statements are moved into."""
    async with another_store(client, settings, secret) as opened:
        yield opened


def kept(**members: Any) -> dict[str, Any]:
    """Return a statement as another store gave it out."""
    return statement(**{"stored": STORED, "authority": AUTHORITY, "version": "1.0.0"} | members)


def ndjson(*sent: dict[str, Any]) -> bytes:
    """Return a file with these statements."""
    return b"\n".join(map(as_bytes, sent))


async def exported(store: Store, file: Path) -> bytes:
    """Return an export of everything."""
    await export(store, file)
    return file.read_bytes()


async def test_an_export_of_the_moved_store_is_the_same_file_and_awards_are_the_same(
    store: Store, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 3)
    ben = AMARA | {"mbox": "mailto:ben@hospital.example"}
    taken_back = statement(actor=ben)
    sent = [voiding(taken_back["id"]), statement(), taken_back, statement(timestamp=None)]
    sent += [statement(actor=AMARA | {"mbox": f"mailto:{n}@hospital.example"}) for n in range(8)]
    for each in sent:
        await commit(store, each)
    pretty = json.dumps(statement(actor=ben, verb={"id": "http://x.example/\u00e9"}), indent=1).encode()
    await commit(store, pretty)
    file = await exported(store, tmp_path / "a.ndjson")

    assert await move_in(other, file) == (Summary(stored=13), [])
    assert await exported(other, tmp_path / "b.ndjson") == file
    assert await ids(other, Query(ascending=True)) == await ids(store, Query(ascending=True))
    for one in (store, other):
        await one.policies.activate(*policy())
        await Recomputation(one).everything()
    awards = {(award.learner, award.evidence) for award in await standing(store)}
    assert len(awards) == 9
    assert {(award.learner, award.evidence) for award in await standing(other)} == awards


async def test_moving_again_changes_nothing_and_completes_what_was_cut_short(
    other: Store, tmp_path: Path
) -> None:
    sent = [kept() for _ in range(6)]
    assert (await move_in(other, ndjson(*sent[:2], *sent[4:])))[0] == Summary(stored=4)
    assert (await move_in(other, ndjson(*sent)))[0] == Summary(stored=2, known=4)
    assert (await move_in(other, ndjson(*sent)))[0] == Summary(known=6)


async def test_a_moved_statement_is_found_by_the_time_and_the_authority_it_had(other: Store) -> None:
    sent = [kept(stored=f"2026-01-0{day}T12:00:00Z") for day in (1, 2, 3)]
    await move_in(other, ndjson(*sent))
    assert await stored(other, sent[1]["id"]) == sent[1]
    since = Query(since=timestamps.parse(sent[0]["stored"]), until=timestamps.parse(sent[1]["stored"]))
    assert await ids(other, since) == [sent[1]["id"]]
    assert len(await ids(other, Query(authority=agent_key(AUTHORITY)))) == 3
    assert await ids(other, Query(authority="mbox:mailto:nobody@x.example")) == []


async def test_an_application_with_its_user_is_an_authority_too(other: Store) -> None:
    both = {"objectType": "Group", "member": [AUTHORITY, AMARA]}
    await move_in(other, ndjson(kept(authority=both)))
    assert len(await ids(other, Query(authority=agent_key(AUTHORITY)))) == 1


async def test_what_another_store_has_not_added_is_added(other: Store) -> None:
    sent = kept(id=None, version=None, timestamp=None, stored="2026-01-05T12:00:00+01:00")
    await move_in(other, ndjson(sent))
    [found] = await ids(other, Query())
    read = await stored(other, found)
    assert read == sent | {"id": found, "version": "1.0.0", "timestamp": sent["stored"]}


@pytest.mark.parametrize("equal", [3, 600])
async def test_statements_of_one_moment_keep_the_order_of_the_file(
    other: Store, monkeypatch: pytest.MonkeyPatch, equal: int
) -> None:
    monkeypatch.setattr(batches, "BATCH", 50)
    sent = [kept() for _ in range(equal)] + [
        kept(stored="2026-01-05T12:00:00.000001Z"),
        kept(stored="2026-01-06T00:00:00Z"),
    ]
    assert (await move_in(other, ndjson(*sent)))[0].stored == len(sent)
    assert await ids(other, Query(ascending=True)) == [each["id"] for each in sent]


async def test_a_file_in_any_order_is_read_back_in_the_order_of_stored(other: Store) -> None:
    days = (3, 1, 2, 1, 3)
    sent = [kept(stored=f"2026-01-0{day}T12:00:00Z") for day in days]
    assert (await move_in(other, ndjson(*sent)))[0].stored == 5
    days_read = {each["id"]: each["stored"] for each in sent}
    read = [days_read[each] for each in await ids(other, Query(ascending=True))]
    assert read == sorted(read)


async def test_two_files_may_have_the_same_moment(other: Store) -> None:
    for _ in range(3):
        assert (await move_in(other, ndjson(kept(), kept())))[0].stored == 2
    assert len(await ids(other, Query())) == 6


def test_places_sort_by_time_and_are_never_given_twice() -> None:
    places = Places()
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    given = [places.next(moment + timedelta(microseconds=n // 300)) for n in range(900)]
    assert given == sorted(set(given))
    assert places.next(moment + timedelta(seconds=1)) > given[-1]


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"stored": None}, "/stored"),
        ({"authority": None}, "/authority"),
        ({"stored": "2199-01-01T00:00:00Z"}, "/stored"),
        ({"stored": "1969-12-31T00:00:00Z"}, "/stored"),
    ],
)
async def test_a_statement_without_what_is_to_be_kept_is_refused(
    other: Store, members: dict[str, Any], pointer: str
) -> None:
    good = kept()
    summary, [rejection] = await move_in(other, ndjson(kept(**members), good))
    assert summary == Summary(stored=1, refused=1)
    assert isinstance(rejection.error, StatementRefused)
    assert (rejection.row.number, rejection.error.rule, rejection.error.pointer) == (
        1,
        "statement.kept",
        pointer,
    )


async def test_what_contradicts_a_statement_goes_to_the_rejects(other: Store) -> None:
    sent = kept()
    await move_in(other, ndjson(sent))
    summary, [rejection] = await move_in(
        other, ndjson(kept(), sent | {"actor": {"mbox": "mailto:x@x.example"}})
    )
    assert summary == Summary(stored=1, refused=1)
    assert (rejection.row.number, rejection.error.rule) == (2, "statement.immutable")


async def test_once_a_service_was_started_nothing_is_moved_in_any_more(http: Http, store: Store) -> None:
    with pytest.raises(AlreadyServed, match="LRS_DATABASE"):
        await move_in(store, ndjson(kept()))
    assert await store.statements.count() == 0


async def test_a_service_that_starts_in_the_middle_ends_the_move(
    other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await other.moving.begin()
    monkeypatch.setattr(other.moving, "begin", lambda: asyncio.sleep(0))
    await other.moving.end()
    with pytest.raises(AlreadyServed):
        await move_in(other, ndjson(kept()))
    assert await other.statements.count() == 0


async def test_contents_move_along_and_those_that_were_changed_are_named(
    store: Store, other: Store, tmp_path: Path
) -> None:
    content, spoilt = b"certificate" * 200_000, b"what was attached"
    whole, broken = statement(attachments=[attachment(content)]), statement(attachments=[attachment(spoilt)])
    await store_with_content(store, [whole], content)
    await store_with_content(store, [broken], spoilt)
    await export(store, tmp_path / "all.ndjson", contents=tmp_path / "contents")
    (tmp_path / "contents" / sha2(spoilt)).write_bytes(b"something else")

    file = (tmp_path / "all.ndjson").read_bytes()
    summary, [rejection] = await move_in(other, file, tmp_path / "contents")
    assert summary == Summary(stored=1, refused=1)
    assert sha2(spoilt) in str(rejection.error)
    assert b"".join([piece async for piece in other.attachments.read(sha2(content))]) == content
