"""The statements in a file, one by one and byte by byte: a JSON array or NDJSON, plain, gzip or Zstandard."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from lrs.compression import zstd

CHUNK = 1024 * 1024
LARGEST = 32 * 1024 * 1024
"""Bytes of one statement beyond which the file is taken to be broken."""
# First bytes, which are enough, as no JSON begins with them: a pipe may have brought no more yet.
_GZIP, _ZSTD, _BOM = b"\x1f", b"\x28", codecs.BOM_UTF8[:1]
_SPACE = " \t\r\n"


class UnreadableFile(Exception):
    """The file cannot be read any further."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement as it stands in the file; `number` counts from 1 (in NDJSON: lines)."""

    number: int
    text: bytes


def rows(file: BinaryIO) -> Iterator[Row]:
    """Yield the statements of `file` in order, holding no more than one of them and a chunk in memory.

    Raises UnreadableFile, which says where, when it is not JSON, not UTF-8 or breaks off.
    """
    try:
        stream = _decompressed(file)
        line = 1 + _skip_space(stream)
        if stream.peek(1)[:1] == b"[":
            yield from _Array(stream).rows()
        else:
            yield from _lines(stream, line)
    except (OSError, EOFError, zlib.error, zstd.ZstdError) as error:
        raise UnreadableFile(f"the file cannot be read: {error}") from error


def _decompressed(file: BinaryIO) -> io.BufferedReader:
    stream = _buffered(file)
    first = stream.peek(1)[:1]
    if first == _GZIP:
        return io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=stream)), CHUNK)
    return io.BufferedReader(_Unpacked(zstd.ZstdFile(stream)), CHUNK) if first == _ZSTD else stream


def _buffered(file: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, file), CHUNK)


class _Unpacked(io.RawIOBase):
    """What a compressed file holds, piece by piece, so that all before a fault is read before that is met."""

    def __init__(self, file: gzip.GzipFile | zstd.ZstdFile) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        piece = self._file.read1(len(view))
        view[: len(piece)] = piece
        return len(piece)


def _skip_space(stream: io.BufferedReader) -> int:
    """Skip a byte order mark and white space, and return how many lines ended in it."""
    if stream.peek(1)[:1] == _BOM and stream.read(3) != codecs.BOM_UTF8:
        raise UnreadableFile("the file does not begin with JSON")
    ended = 0
    while (character := stream.peek(1)[:1]) and character in _SPACE.encode():
        ended += stream.read(1) == b"\n"
    return ended


def _lines(stream: io.BufferedReader, first: int) -> Iterator[Row]:
    for number, line in enumerate(iter(lambda: stream.readline(LARGEST + 1), b""), first):
        if len(line) > LARGEST:
            raise UnreadableFile(f"line {number} is longer than {LARGEST} bytes")
        text = line.strip()
        if text:
            yield Row(number, text)


class _Array:
    """The elements of a JSON array, cut out of the text around them."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._parse = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def rows(self) -> Iterator[Row]:
        self._expect("[", 0)
        number = 0
        while self._next_character(number) != "]":
            if number:
                self._expect(",", number)
            number += 1
            yield Row(number, self._element(number))
        self._at += 1
        if self._next_character(number):
            raise UnreadableFile(f"there is more behind the array that ends with element {number}")

    def _element(self, number: int) -> bytes:
        if self._next_character(number) != "{":
            raise UnreadableFile(f"element {number} is no JSON object")
        while True:
            try:
                _value, end = self._parse(self._text, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if not self._more(number):
                    raise UnreadableFile(f"element {number} is not valid JSON: {error}") from error
            else:
                element = self._text[self._at : end]
                self._at = end
                return element.encode()

    def _expect(self, character: str, number: int) -> None:
        if self._next_character(number) != character:
            raise UnreadableFile(f"expected {character!r} behind element {number}")
        self._at += 1

    def _next_character(self, number: int) -> str:
        """Return the next character that is no white space, without taking it; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(number):
                return ""

    def _more(self, number: int) -> bool:
        """Take in as much again as is waiting, so that a long element is tried a few times only."""
        rest = self._text[self._at :]
        if len(rest) > LARGEST:
            raise UnreadableFile(f"element {number} is not valid JSON, or longer than {LARGEST} characters")
        if self._ended:
            return False
        data = self._stream.read(max(CHUNK, len(rest)))
        self._ended = not data
        try:
            self._text = rest + self._decode(data, self._ended)
        except UnicodeDecodeError as error:
            raise UnreadableFile(f"the file is not UTF-8 behind element {number}") from error
        self._at = 0
        return not self._ended
