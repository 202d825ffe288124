"""The chain that the ledger's entries form: each holds the digest of the one before it.

Whoever changes, removes, inserts or moves an entry breaks the chain there; whoever writes everything behind
it anew ends at another head than a checkpoint names that somebody else has kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

import msgspec

Kind = Literal["changed", "unlinked", "rewritten", "missing", "misplaced", "surplus", "foreign", "unsigned"]
_ENCODER = msgspec.json.Encoder(order="sorted")


class Link(msgspec.Struct, frozen=True):
    """An entry in its place in the whole ledger.

    `sequence` counts from 1. `previous` is the digest of the entry before, `digest` the one of this. `entry`
    is all that the ledger says, as JSON without fractions: amounts are strings, and times too, in UTC.
    """

    sequence: Annotated[int, msgspec.Meta(ge=1)]
    previous: str
    entry: dict[str, Any]
    digest: str = ""

    def computed(self) -> str:
        """Return what `digest` has to be: the SHA-256, in hex, of the canonical JSON of all the rest."""
        said = {"sequence": self.sequence, "previous": self.previous, "entry": self.entry}
        return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the place and the digest of its last entry."""

    sequence: int
    digest: str


START: Final = Head(0, "0" * 64)
"""Where a chain ends that has no entry yet."""


def canonical(value: Any) -> bytes:
    """Return the JSON of `value` in the one form that RFC 8785 gives it, provided it has no fractions."""
    return _ENCODER.encode(value)


def plain(value: Any) -> Any:
    """Return what a stored value says, as JSON that is the same in every language."""
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case datetime():
            return time_text(value)
        case Mapping():
            return {key: plain(member) for key, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case _:
            return str(value)


def time_text(moment: datetime) -> str:
    """Return a time as text, in UTC, to the millisecond below, which is what the ledger keeps."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def link(head: Head, entry: Mapping[str, Any]) -> Link:
    """Return the link that puts an entry, as it is stored, behind `head`."""
    loose = Link(head.sequence + 1, head.digest, plain(entry))
    return msgspec.structs.replace(loose, digest=loose.computed())


@dataclass(frozen=True, slots=True)
class Attested:
    """What somebody says the chain was: `head` was its end. `by` names who says so, in a sentence."""

    head: Head
    by: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the entries from `first` to `last`, by sequence; both are 0 where they have none.

    - changed: the entry does not say what it said when it was written;
    - unlinked: the second was not written behind the first, one of them stands in place of another;
    - rewritten: they fit each other, and differ from what was attested;
    - missing: they are not where they have to be;
    - misplaced: it stands behind one with the same or a higher sequence;
    - surplus: they are behind the end of the ledger;
    - foreign: it is no entry of a chain;
    - unsigned: what is said of it was not signed by whom it should.
    """

    kind: Kind
    first: int
    last: int
    sentence: str


class Verifier:
    """Reads a chain from its beginning, link by link, and finds what is wrong with it."""

    def __init__(self) -> None:
        """Begin before the first link."""
        self.head = START
        self.findings: list[Finding] = []
        self.agreed = 0
        """How many of those who attest something agree with the chain."""
        self._sound = True
        self._agreed_to = 0
        self._attested: list[Attested] = []

    def attest(self, attested: Attested) -> None:
        """Compare what is read from now on with what somebody says of it."""
        self._attested.append(attested)
        self._attested.sort(key=lambda each: each.head.sequence, reverse=True)
        self._compare()

    def distrust(self, sequence: int, sentence: str) -> None:
        """Note that what is said of an entry was not signed by whom it should."""
        self._find("unsigned", sequence, sequence, sentence)

    def read(self, raw: Mapping[str, Any], name: str) -> None:
        """Read the next link; `name` says which one it is where it cannot say so itself."""
        try:
            link = msgspec.convert(raw, Link)
            computed = link.computed()
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
            self.refuse(name)
        else:
            self._place(link, sound=computed == link.digest)

    def refuse(self, name: str) -> None:
        """Note that what comes next is no link."""
        self._find("foreign", 0, 0, f"{name} is no entry of the chain: it was put there")

    def end(self, bound: int | None = None) -> None:
        """Note what is missing behind the last link, or is too much: no sequence is above `bound`."""
        last = self.head.sequence
        if self._attested:
            highest = self._attested[0]
            missing = _entries(last + 1, highest.head.sequence)
            self._find("missing", last + 1, highest.head.sequence, f"{missing} missing, says {highest.by}")
        if bound is not None and last > bound:
            self._find("surplus", bound + 1, last, f"{_entries(bound + 1, last)} behind the ledger's end")

    def _place(self, link: Link, *, sound: bool) -> None:
        before, here = self.head, link.sequence
        name = f"entry {here} ({link.entry.get('id')})"
        if here <= before.sequence:
            self._find("misplaced", here, here, f"{name} stands behind entry {before.sequence}")
            return
        if not sound:
            self._find("changed", here, here, f"{name} was changed")
        if here > before.sequence + 1:
            absent = (before.sequence + 1, here - 1)
            self._find("missing", *absent, f"{_entries(*absent)} missing before entry {here}")
        elif sound and self._sound and link.previous != before.digest:
            self._find("unlinked", max(before.sequence, 1), here, _unlinked(before.sequence, here))
        self.head, self._sound = Head(here, link.digest), sound
        self._compare()

    def _compare(self) -> None:
        while self._attested and self._attested[-1].head.sequence <= self.head.sequence:
            attested = self._attested.pop()
            if attested.head in {self.head, START}:
                self.agreed += 1
                self._agreed_to = attested.head.sequence
            elif attested.head.sequence == self.head.sequence:
                since, until = self._agreed_to + 1, self.head.sequence
                sentence = f"one or more of the entries {since} to {until} are not what they were, says"
                self._find("rewritten", since, until, f"{sentence} {attested.by}")

    def _find(self, kind: Kind, first: int, last: int, sentence: str) -> None:
        self.findings.append(Finding(kind, first, last, sentence))


def _entries(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"


def _unlinked(before: int, here: int) -> str:
    if not before:
        return f"entry {here} was not the first: what stood before it is gone"
    return f"entry {here} was not written behind entry {before}: one stands in place of another"
