"""The parts of a multipart body, wherever it is cut into pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.api.parts import split
from lrs.errors import LrsError
from lrs.xapi.attachments import Digest
from tests.attachments import sha2

BOUNDARY = b"-b"
ON_A_LINE = b"\r\n--" + BOUNDARY + b"\r\n"
WITHIN_A_LINE = b"x--" + BOUNDARY + b"\r\n"
FRAGMENTS = [b"--", BOUNDARY, b"--" + BOUNDARY, b"\r", b"\n", b"\r\n", b"\r\n\r\n", b" ", b"X: y", b"x" * 200]
BODIES = st.lists(st.sampled_from([*FRAGMENTS, ON_A_LINE]), max_size=16).map(b"".join)
CONTENTS = (
    st.lists(st.sampled_from(FRAGMENTS), max_size=8)
    .map(b"".join)
    .filter(lambda content: ON_A_LINE[:-2] not in content)
)
CUTS = st.sets(st.integers(0, 1_000), max_size=20)
Outcome = list[bytes] | str


async def cut(body: bytes, cuts: Collection[int]) -> AsyncIterator[bytes]:
    """Yield a body in pieces, none of which is empty."""
    places = [0, *sorted(cuts), len(body)]
    for start, end in pairwise(places):
        if piece := body[start:end]:
            yield piece


async def read(body: bytes, cuts: Collection[int] = (), boundary: bytes | None = BOUNDARY) -> Outcome:
    """Return the contents of a body, or why it is refused; a part may name the hash of its own."""
    contents = []
    try:
        async for part in split(cut(body, cuts), boundary):
            digest = Digest(part.headers["Hash"]) if "Hash" in part.headers else None
            contents.append(b"".join([piece async for piece in part.pieces(5_000, digest)]))
    except LrsError as error:
        return str(error)
    return contents


def body_of(*parts: bytes) -> bytes:
    """Return a body of parts, with no line breaks but theirs."""
    return b"".join(b"--" + BOUNDARY + b"\r\n" + each for each in parts) + b"--" + BOUNDARY + b"--"


def part(content: bytes, expected: bytes | None = None) -> bytes:
    """Return a part that names the hash of its content, or of another one."""
    return f"Hash: {sha2(content if expected is None else expected)}\r\n\r\n".encode() + content


@given(BODIES, CUTS)
async def test_where_a_body_is_cut_does_not_matter(rest: bytes, cuts: set[int]) -> None:
    for begun in (b"", body_of(b"\r\n", part(b"x"))[:-2], body_of(part(b"")[:-2])):
        assert await read(begun + rest, cuts) == await read(begun + rest)


@given(st.lists(st.tuples(CONTENTS, st.sampled_from([b"", b"\r\n"])), min_size=1, max_size=4), CUTS)
async def test_content_with_a_hash_needs_no_line_break_behind_it(
    sent: list[tuple[bytes, bytes]], cuts: set[int]
) -> None:
    body = body_of(*(part(content) + end for content, end in sent))
    contents = [content for content, _ in sent]
    assert await read(body, cuts) == contents
    assert await read(body, cuts, boundary=None) == contents


async def test_a_boundary_within_a_line_ends_a_part_by_its_hash_alone() -> None:
    within = b"certificate" + WITHIN_A_LINE
    ending = part(b"certificate--" + BOUNDARY + b"--\r\n", expected=b"certificate")
    assert await read(body_of(ending)) == [b"certificate"]
    for expected in (within, b"other"):
        first, second = part(within, expected) + b"\r\n", part(b"second")
        assert await read(body_of(first, second)) == [within, b"second"]
    assert await read(body_of(b"\r\n" + within + b"\r\n")) == [within]


async def test_a_boundary_on_a_line_of_its_own_ends_whatever_the_hash_says() -> None:
    content = b"certificate" + ON_A_LINE + b"\r\n"
    assert await read(body_of(part(content) + b"\r\n")) == [b"certificate", b""]


@pytest.mark.parametrize(("times", "refused"), [(99, False), (100, True)])
async def test_a_boundary_may_not_stand_within_lines_for_ever(times: int, refused: bool) -> None:
    content = WITHIN_A_LINE * times
    assert (await read(body_of(part(content) + b"\r\n")) != [content]) is refused
