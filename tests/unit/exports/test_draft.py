"""What is written of an export, and what is left of it by whoever is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lrs.exports.draft import CannotExport, Progress, drafting

ORDER = {"query": "all"}
BEGINNING = Progress(ORDER, through=9)
FIRST = Progress(ORDER, through=9, behind=3, statements=1, pieces=1, size=5)
SECOND = Progress(ORDER, through=9, behind=7, statements=2, pieces=2, size=10)


@pytest.mark.parametrize("in_parts", [False, True])
def test_what_was_written_after_the_last_progress_is_dropped(tmp_path: Path, in_parts: bool) -> None:
    file = tmp_path / "a.parquet"
    with drafting(file, in_parts=in_parts) as draft:
        draft.begin(BEGINNING)
        draft.append(b"first", FIRST)
    data = tmp_path / "a.parquet.partial" / "data"
    if in_parts:
        (data / "part-00001.parquet").write_bytes(b"sec")
    else:
        data.write_bytes(b"firstsec")
    with drafting(file, in_parts=in_parts) as draft:
        assert draft.progress(ORDER) == FIRST
        draft.begin(FIRST)
        draft.append(b"again", SECOND)
        draft.finish()
    if in_parts:
        written = {each.name: each.read_bytes() for each in file.iterdir()}
        assert written == {"part-00000.parquet": b"first", "part-00001.parquet": b"again"}
    else:
        assert file.read_bytes() == b"firstagain"
    assert list(tmp_path.iterdir()) == [file]


def test_where_nothing_was_written_nothing_stays(tmp_path: Path) -> None:
    with drafting(tmp_path / "a.ndjson", in_parts=False) as draft:
        assert draft.progress(ORDER) is None
        draft.begin(BEGINNING)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("kept")
    with (
        pytest.raises(CannotExport, match="is there already"),
        drafting(tmp_path / "a.ndjson", in_parts=False),
    ):
        pass
    assert (tmp_path / "a.ndjson").read_text() == "kept"


def test_two_do_not_write_one_file(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson"
    with (
        drafting(file, in_parts=False),
        pytest.raises(CannotExport, match="another export is writing"),
        drafting(file, in_parts=False),
    ):
        pass


@pytest.mark.parametrize("spoilt", [b"{", b'{"order":{},"through":9}'])
def test_the_beginning_of_another_export_is_not_gone_on_with(tmp_path: Path, spoilt: bytes) -> None:
    file = tmp_path / "a.ndjson"
    (tmp_path / "a.ndjson.partial").mkdir()
    (tmp_path / "a.ndjson.partial" / "progress.json").write_bytes(spoilt)
    with drafting(file, in_parts=False) as draft, pytest.raises(CannotExport, match="of another export"):
        draft.progress(ORDER)


@pytest.mark.parametrize("in_parts", [False, True])
def test_where_less_is_left_than_was_written_that_is_said(tmp_path: Path, in_parts: bool) -> None:
    with drafting(tmp_path / "a", in_parts=in_parts) as draft:
        draft.begin(BEGINNING)
        draft.append(b"first", FIRST)
        with pytest.raises(CannotExport, match="of another export"):
            draft.begin(SECOND)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "a.ndjson"
    with pytest.raises(CannotExport, match=r"a\.ndjson: No such file"), drafting(file, in_parts=False):
        pass
