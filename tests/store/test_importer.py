"""Files are imported row by row: what is refused is named, and everything else is stored once."""

from __future__ import annotations

import gzip
import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from lrs.imports import batches
from lrs.imports.batches import Rejection
from lrs.imports.importer import Importer, Summary
from lrs.imports.intake import AsNew
from lrs.imports.reader import UnreadableFile, rows
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi import raw
from tests.statements import AMARA, statement, voiding
from tests.store.samples import as_bytes, commit, ids, stored


async def imported(store: Store, file: bytes) -> tuple[Summary, list[dict[str, Any]]]:
    """Import a file and return what became of it, and the rejects."""
    rejected: list[Rejection] = []
    importer = Importer(AsNew(store), store.attachments, None, rejected.append)
    summary = await importer.run(rows(io.BytesIO(file)))
    return summary, [json.loads(json.dumps(rejection.as_json())) for rejection in rejected]


def array(*sent: dict[str, Any]) -> bytes:
    """Return a file with these statements."""
    return b"[" + b",\n".join(map(as_bytes, sent)) + b"]"


async def test_a_file_is_stored_in_its_order_with_ids_and_timestamps(store: Store) -> None:
    sent = [statement(timestamp=f"2019-03-0{n}T09:00:00+02:00") for n in range(1, 5)]
    assert await imported(store, array(*sent)) == (Summary(stored=4), [])
    assert await ids(store, Query(ascending=True)) == [each["id"] for each in sent]
    read = await stored(store, sent[0]["id"])
    assert read is not None
    assert read["timestamp"] == sent[0]["timestamp"]
    assert read["authority"]["account"] == {"homePage": store.home_page, "name": "lrs-import"}


async def test_importing_again_stores_nothing_new(store: Store) -> None:
    file = array(*(statement() for _ in range(3)))
    await imported(store, file)
    assert await imported(store, file) == (Summary(known=3), [])


async def test_a_refused_row_does_not_stop_the_rest(store: Store) -> None:
    good, bad = [statement(), statement()], statement(verb=None)
    lines = [as_bytes(good[0]), b"{broken", b"[1]", b"7", as_bytes(bad), b'{"a":"\xff"}', as_bytes(good[1])]
    summary, rejects = await imported(store, b"\n".join(lines))
    assert summary == Summary(stored=2, refused=5)
    assert [reject["row"] for reject in rejects] == [2, 3, 4, 5, 6]
    assert rejects[3]["error"]["id"] == bad["id"]
    assert rejects[3]["error"]["code"] == "statement_refused"
    assert rejects[0]["statement"] == "{broken"
    assert await store.statements.count() == 2


async def test_a_row_that_contradicts_what_is_stored_goes_to_the_rejects(store: Store) -> None:
    known = statement()
    await commit(store, known)
    other = known | {"actor": AMARA | {"mbox": "mailto:other@x.example"}}
    sent = [statement(), other, statement(), known]
    summary, rejects = await imported(store, array(*sent))
    assert summary == Summary(stored=2, known=1, refused=1)
    assert [(reject["row"], reject["error"]["code"]) for reject in rejects] == [(2, "conflict")]
    assert "index" not in rejects[0]["error"]
    assert json.loads(rejects[0]["statement"]) == other


async def test_one_id_twice_in_a_file_is_known_or_a_conflict(store: Store) -> None:
    sent = statement()
    other = sent | {"timestamp": "2026-01-01T00:00:00Z"}
    summary, rejects = await imported(store, array(sent, sent, statement(), other))
    assert summary == Summary(stored=2, known=1, refused=1)
    assert [reject["row"] for reject in rejects] == [4]


async def test_batches_are_bounded_by_number_and_by_size(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = array(*(statement() for _ in range(20)))
    for limit in ("BATCH", "BATCH_BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(batches, limit, 3)
            await imported(store, file)
    assert await store.statements.count() == 20


async def test_what_stands_before_a_fault_of_the_file_is_imported(store: Store) -> None:
    sent = [statement(), statement()]
    file = array(*sent)[:-1] + b", {oh no"
    with pytest.raises(UnreadableFile, match="element 3"):
        await imported(store, file)
    assert await store.statements.count() == 2


async def test_imported_voiding_takes_effect_in_any_order(store: Store) -> None:
    target, early = statement(), statement()
    await imported(store, array(voiding(early["id"]), target, early, voiding(target["id"])))
    assert await stored(store, target["id"], voided=True)
    assert await stored(store, early["id"], voided=True)


async def test_a_file_may_be_empty(store: Store) -> None:
    for file in (b"", b"\n \n", b"[]", b"[ ]\n", b"\xef\xbb\xbf"):
        assert await imported(store, file) == (Summary(), [])


@pytest.mark.parametrize("name", ["tccc", "kokea"])
async def test_real_statements_come_back_as_they_are_in_their_file(
    store: Store, shared: Path, name: str
) -> None:
    file = shared / "data" / f"{name}.json.gz"
    if not file.exists():
        pytest.skip(f"no reference data here: {file.name}")
    sent = {each.get("id"): text for each, text in _elements(gzip.decompress(file.read_bytes()))}
    summary, rejects = await imported(store, file.read_bytes())
    assert summary.stored + len(rejects) == len(sent)
    assert summary.stored > len(sent) * 0.9
    for reject in rejects:
        sent.pop(json.loads(reject["statement"])["id"])
    for statement_id, text in list(sent.items())[:100]:
        read = await store.statements.get(uuid.UUID(statement_id), voided=False)
        assert read is not None
        kept = raw.members(text).items() - {("stored", b""), ("authority", b"")}
        members = raw.members(read.json)
        assert {key for key, value in kept if members[key] != value} <= {"stored", "authority"}


def _elements(text: bytes) -> list[tuple[dict[str, Any], bytes]]:
    texts = raw.split(text)
    return [(json.loads(each), each) for each in texts]
