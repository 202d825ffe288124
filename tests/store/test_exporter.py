"""An export has every statement once, in the order they were stored in, however often it was cut short."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lrs.exports import exporter
from lrs.exports.draft import CannotExport
from lrs.store.queries import Query
from lrs.store.store import Store
from tests.attachments import attachment, sha2
from tests.statements import AMARA, statement, voiding
from tests.store.moves import export
from tests.store.samples import AMARA_KEY, AUTHORITY_KEY, as_bytes, commit, incoming, stored, stored_at


class CutShortError(Exception):
    """Stands for whatever ends a process."""


def lines(file: Path) -> list[dict[str, Any]]:
    """Return the statements in a file."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]


async def store_some(store: Store, count: int) -> list[str]:
    """Store statements one by one and return their ids."""
    sent = [statement() for _ in range(count)]
    for each in sent:
        await commit(store, each)
    return [each["id"] for each in sent]


async def test_every_statement_comes_in_the_order_stored_as_it_is_kept(store: Store, tmp_path: Path) -> None:
    ids = await store_some(store, 7)
    exported = await export(store, tmp_path / "all.ndjson")
    assert exported.statements == 7
    assert [each["id"] for each in lines(tmp_path / "all.ndjson")] == ids
    assert lines(tmp_path / "all.ndjson")[0] == await stored(store, ids[0])


async def test_voided_statements_come_and_so_does_what_voids_them(store: Store, tmp_path: Path) -> None:
    [voided] = await store_some(store, 1)
    voids = voiding(voided)
    await commit(store, voids)
    await export(store, tmp_path / "all.ndjson")
    assert [each["id"] for each in lines(tmp_path / "all.ndjson")] == [voided, voids["id"]]


async def test_filters_narrow_the_export_to_what_they_find_and_what_voids_that(
    store: Store, tmp_path: Path
) -> None:
    other = AMARA | {"mbox": "mailto:other@hospital.example"}
    wanted, unwanted = statement(), statement(actor=other, object={"id": "https://cme.example/other"})
    voids = voiding(wanted["id"], actor=other)
    for each in (wanted, unwanted, voids):
        await commit(store, each)
    for number, query in enumerate((Query(agent=AMARA_KEY), Query(activity=wanted["object"]["id"]))):
        file = tmp_path / f"{number}.ndjson"
        await export(store, file, query)
        assert [each["id"] for each in lines(file)] == [wanted["id"], voids["id"]]


async def test_since_is_exclusive_and_until_inclusive(store: Store, tmp_path: Path) -> None:
    ids = await store_some(store, 4)
    times = [await stored_at(store, each) for each in ids]
    await export(store, tmp_path / "some.ndjson", Query(since=times[0], until=times[2]))
    assert [each["id"] for each in lines(tmp_path / "some.ndjson")] == ids[1:3]


async def test_nothing_is_skipped_that_is_on_its_way_when_the_export_begins(
    store: Store, tmp_path: Path
) -> None:
    with store.clock.take(1):
        # Stored after the time that was taken, which is of a statement that has not appeared yet.
        [later] = await store_some(store, 1)
        exporting = asyncio.create_task(export(store, tmp_path / "all.ndjson"))
        await asyncio.sleep(0.5)
        assert not exporting.done()
    await exporting
    assert [each["id"] for each in lines(tmp_path / "all.ndjson")] == [later]


@pytest.mark.parametrize("suffix", ["ndjson", "ndjson.gz", "ndjson.zst", "parquet"])
async def test_an_export_that_was_cut_short_ends_as_if_it_had_not_been(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(exporter, "PIECE", 3)
    await store_some(store, 10)
    undisturbed, resumed = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    await export(store, undisturbed)

    for reached in (3, 9):
        with pytest.raises(CutShortError):
            await export(store, resumed, advance=_cut_short_at(reached))
        _leave_rubbish(resumed)
    await store_some(store, 1)
    assert (await export(store, resumed)).statements == 10
    assert content(resumed) == content(undisturbed)
    assert not resumed.with_name(f"{resumed.name}.partial").exists()


def _cut_short_at(reached: int) -> exporter.Advance:
    def advance(done: int, _total: int) -> None:
        if done >= reached:
            raise CutShortError

    return advance


def _leave_rubbish(file: Path) -> None:
    """Leave what a process leaves that is killed while it writes a piece."""
    data = file.with_name(f"{file.name}.partial") / "data"
    with (data / "part-00009.parquet" if data.is_dir() else data).open("ab") as rest:
        rest.write(b"half a pie")


def content(export: Path) -> dict[str, bytes]:
    """Return the bytes of an export, by the names of its parts."""
    if export.is_dir():
        return {part.name: part.read_bytes() for part in export.iterdir()}
    return {"": export.read_bytes()}


async def test_a_piece_is_no_larger_than_its_bytes_allow(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "PIECE_BYTES", 1)
    await store_some(store, 4)
    assert (await export(store, tmp_path / "all.ndjson.gz")).pieces == 4
    assert len(gzip.decompress((tmp_path / "all.ndjson.gz").read_bytes()).splitlines()) == 4


async def test_an_export_goes_on_with_the_same_options_and_the_same_store_only(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "PIECE", 1)
    ids = await store_some(store, 3)
    file = tmp_path / "all.ndjson"
    with pytest.raises(CutShortError):
        await export(store, file, advance=_cut_short_at(1))
    with pytest.raises(CannotExport, match="of another export"):
        await export(store, file, Query(until=await stored_at(store, ids[2]) + timedelta(days=1)))
    await store.database["statements"].delete_many({})
    with pytest.raises(CannotExport, match="of another export"):
        await export(store, file)


async def test_an_empty_store_is_an_empty_file(store: Store, tmp_path: Path) -> None:
    await export(store, tmp_path / "none.ndjson.gz")
    assert gzip.decompress((tmp_path / "none.ndjson.gz").read_bytes()) == b""


async def test_the_contents_of_attachments_are_files_named_by_their_hashes(
    store: Store, tmp_path: Path
) -> None:
    content = b"%PDF" * 500_000
    sent = [statement(attachments=[attachment(content)]) for _ in range(2)]
    await store_with_content(store, sent, content)
    exported = await export(store, tmp_path / "all.ndjson", contents=tmp_path / "contents")
    assert exported.attachments == 2
    assert {each.name: each.read_bytes() for each in (tmp_path / "contents").iterdir()} == {
        sha2(content): content
    }


async def store_with_content(store: Store, sent: list[dict[str, Any]], content: bytes) -> None:
    """Store statements with what is attached to them."""

    async def pieces() -> Any:
        yield content

    async with store.attachments.receiving({sha2(content)}) as upload:
        await upload.write(sha2(content), pieces())
        batch = [incoming(as_bytes(each)) for each in sent]
        await store.committer.commit(batch, AUTHORITY_KEY, upload=upload)
