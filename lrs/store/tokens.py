"""What statements are found by: numbers of 64 bits, in one index, that stand for what filters name.

A statement has a token for each value that a filter may name, and for each frequent pair of them. A query
looks for one of them, the rarest that it can, and reads no more than it returns. Different values may have
the same token: whoever finds a statement by its tokens has to compare the values themselves too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Final, Literal

Kind = Literal[
    "agent", "related agent", "authority", "verb", "activity", "related activity", "registration", "crowd"
]
Values = Mapping[Kind, Collection[str]]

EVERY: Final = 0
"""The token of every statement."""
PAIRED: Final = 64
"""Pairs that a statement has tokens for at the most: one of many agents and verbs would have thousands."""

_PAIRS: Final[tuple[tuple[Kind, Kind], ...]] = (
    ("agent", "activity"),
    ("agent", "verb"),
    ("agent", "authority"),
    ("activity", "verb"),
    ("activity", "authority"),
    ("verb", "authority"),
)
_IN_PAIRS: Final[tuple[Kind, ...]] = ("agent", "activity", "verb")
_RAREST_FIRST: Final[tuple[tuple[Kind, ...], ...]] = (
    ("agent", "activity"),
    ("registration",),
    ("agent", "verb"),
    ("agent", "authority"),
    ("agent",),
    ("related agent",),
    ("activity", "verb"),
    ("activity", "authority"),
    ("activity",),
    ("related activity",),
    ("verb", "authority"),
    ("authority",),
    ("verb",),
    (),
)
_ODD: Final = 0x9E3779B97F4A7C15
_LEAST, _NUMBERS = -(1 << 63), 1 << 64
"""The least number that BSON keeps as an integer, and how many there are."""


def tokens_of(values: Values) -> list[int]:
    """Return the tokens of a statement that matches these values.

    Where there are too many pairs, it has none of them: then it is in the crowd of each of its values, where
    whoever looks for a pair looks too.
    """
    single = {kind: [_token(kind, value) for value in found] for kind, found in values.items() if found}
    pairs = [
        (single[first], single[second]) for first, second in _PAIRS if first in single and second in single
    ]
    tokens = [EVERY, *chain.from_iterable(single.values())]
    if sum([len(first) * len(second) for first, second in pairs]) <= PAIRED:
        return tokens + [_pair(one, other) for first, second in pairs for one in first for other in second]
    return tokens + [_crowd(kind, value) for kind in _IN_PAIRS for value in values.get(kind, ())]


def lookup(wanted: Mapping[Kind, str]) -> Iterator[int]:
    """Yield tokens of which every statement that matches all of `wanted` has one or another."""
    rarest = next(kinds for kinds in _RAREST_FIRST if wanted.keys() >= set(kinds))
    match [_token(kind, wanted[kind]) for kind in rarest]:
        case [first, second]:
            yield _pair(first, second)
            yield _crowd(rarest[0], wanted[rarest[0]])
        case [single]:
            yield single
        case _:
            yield EVERY


def _crowd(kind: Kind, value: str) -> int:
    return _token("crowd", f"{kind}\0{value}")


def _pair(first: int, second: int) -> int:
    return (first * _ODD + second) % _NUMBERS + _LEAST


@lru_cache(maxsize=8192)
def _token(kind: Kind, value: str) -> int:
    name = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big", signed=True)
