"""The statements of a file come out byte by byte, wherever the chunks of the file are cut."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrs.compression import zstd
from lrs.exports.ndjson import gzipped, zstandard
from lrs.imports import reader
from lrs.imports.reader import Row, UnreadableFile, rows
from lrs.store.statement_stream import Held

BOM = b"\xef\xbb\xbf"


def read(file: bytes) -> list[Row]:
    """Return the rows of a file."""
    return list(rows(io.BytesIO(file)))


def texts(file: bytes) -> list[bytes]:
    """Return what the rows of a file say."""
    return [row.text for row in read(file)]


def refusal(file: bytes) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(UnreadableFile) as refused:
        read(file)
    return str(refused.value)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
_space = st.text(" \t\r\n", max_size=3).map(str.encode)


_objects = st.lists(
    st.builds(
        lambda value, form: json.dumps(value, **form).encode(),
        st.dictionaries(st.text(max_size=5), _values, max_size=2),
        st.fixed_dictionaries({"ensure_ascii": st.booleans(), "indent": st.sampled_from([None, 2])}),
    ),
    max_size=4,
)


@settings(max_examples=60)
@given(
    objects=_objects,
    space=_space,
    chunk=st.integers(1, 40),
    compress=st.sampled_from([bytes, gzip.compress, zstd.compress]),
    marked=st.booleans(),
)
def test_an_array_cut_anywhere_gives_the_exact_bytes_of_its_elements(
    objects: list[bytes], space: bytes, chunk: int, compress: Callable[[bytes], bytes], marked: bool
) -> None:
    inside = (space + b"," + space).join(objects)
    file = BOM * marked + space + b"[" + space + inside + space + b"]" + space
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK", chunk)
        found = read(compress(file))
    assert found == [Row(number, text) for number, text in enumerate(objects, 1)]


@settings(max_examples=60)
@given(objects=_objects, space=_space, chunk=st.integers(1, 40), marked=st.booleans())
def test_lines_cut_anywhere_give_the_exact_bytes_of_each(
    objects: list[bytes], space: bytes, chunk: int, marked: bool
) -> None:
    lines = [text.replace(b"\n", b" ") for text in objects]
    file = BOM * marked + (space + b"\n" + space).join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK", chunk)
        assert texts(file) == lines


def test_rows_of_lines_are_numbered_as_an_editor_numbers_them() -> None:
    assert read(b'\n\r\n{"a":1}\n\n \t\n{"a":2}\r\n{"a":3}') == [
        Row(3, b'{"a":1}'),
        Row(6, b'{"a":2}'),
        Row(7, b'{"a":3}'),
    ]


def test_lines_that_are_no_json_are_rows_all_the_same() -> None:
    assert texts(b'{"a":1}\n{broken\n\xff\n"text"\n') == [b'{"a":1}', b"{broken", b"\xff", b'"text"']


def test_numbers_and_escapes_stay_as_they_were_written() -> None:
    element = b'{ "a":1.0, "b":1e2,"c":123456789012345678901234567890,"d":"\\u00e9\\/","a":1 }'
    assert texts(b"[" + element + b"," + element + b"]") == [element, element]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b" \n",
        BOM,
        b"[]",
        b" [ \n ] \n",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"[]", mtime=0),
        zstd.compress(b""),
    ],
)
def test_an_empty_file_has_no_rows(file: bytes) -> None:
    assert read(file) == []


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"[", "element 1 is no JSON object"),
        (b'[{"a":1}', "expected ',' behind element 1"),
        (b'[{"a":1} {"a":2}]', "expected ',' behind element 1"),
        (b'[{"a":1},]', "element 2 is no JSON object"),
        (b'[{"a":1},', "element 2 is no JSON object"),
        (b'[{"a":1},{"a":', "element 2 is not valid JSON"),
        (b'[{"a":1},{"a":oops}]', "element 2 is not valid JSON"),
        (b'[{"a":1},{a:1},{"a":3}]', "element 2 is not valid JSON"),
        (b'[{"a":1},2]', "element 2 is no JSON object"),
        (b'[["a"]]', "element 1 is no JSON object"),
        (b'[{"a":1}] {"a":2}', "there is more behind the array that ends with element 1"),
        (b'[{"a":1}]]', "there is more behind the array that ends with element 1"),
        (b'[{"a":"\xff"}]', "the file is not UTF-8 behind element 0"),
        (b'[{"a":1},{"a":"\xc3', "the file is not UTF-8"),
        (b"\xef\xbb[]", "the file does not begin with JSON"),
        (b"[" + b'{"a":' * 100_000, "element 1 is not valid JSON"),
    ],
)
def test_a_broken_array_says_where(file: bytes, sentence: str) -> None:
    assert sentence in refusal(file)


def test_what_stands_before_the_fault_is_read() -> None:
    stream = rows(io.BytesIO(b'[{"a":1},{"a":2},{"a":oops}]'))
    assert [next(stream).number, next(stream).number] == [1, 2]
    with pytest.raises(UnreadableFile, match="element 3"):
        next(stream)


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
@pytest.mark.parametrize("cut", [3, 12, 20, -1, -5])
def test_a_compressed_file_that_breaks_off_is_told(compress: Callable[[bytes], bytes], cut: int) -> None:
    packed = compress(b'{"a":1}\n' * 50)
    assert "the file cannot be read" in refusal(packed[:cut])


@pytest.mark.parametrize("compress", [gzipped, zstandard])
def test_an_export_that_was_damaged_is_told(compress: Callable[[list[Held]], bytes]) -> None:
    statements = [Held(n, b'{"a":%d}' % n, voided=False, contents=()) for n in range(500)]
    for place in (0.2, 0.5, 0.8, 0.99):
        packed = bytearray(compress(statements))
        packed[int(len(packed) * place)] ^= 0xFF
        assert "the file cannot be read" in refusal(bytes(packed))


def test_members_and_frames_behind_each_other_are_one_file() -> None:
    for compress in (gzip.compress, zstd.compress):
        assert texts(compress(b'{"a":1}\n') + compress(b"") + compress(b'{"a":2}\n')) == [
            b'{"a":1}',
            b'{"a":2}',
        ]


@pytest.mark.parametrize("file", [b'[{"a":"%b"}]', b'{"a":"%b"}'])
def test_what_is_too_long_to_be_a_statement_is_told(monkeypatch: pytest.MonkeyPatch, file: bytes) -> None:
    monkeypatch.setattr(reader, "LARGEST", 1000)
    monkeypatch.setattr(reader, "CHUNK", 64)
    assert len(texts(file % (b"x" * 900))) == 1
    assert "longer than 1000" in refusal(file % (b"x" * 3000))


def test_a_large_file_is_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        """An array without an end."""

        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            text = (b"[" if not self.taken else b"") + b'{"a":1},' * (len(buffer) // 8 - 1)
            buffer[: len(text)] = text
            self.taken += len(text)
            return len(text)

    endless = Endless()
    stream = rows(io.BufferedReader(endless))
    for _ in range(1000):
        next(stream)
    assert endless.taken < 4 * reader.CHUNK
