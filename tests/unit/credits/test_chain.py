"""Whatever is done to a chain of entries is found, and where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.chain import START, Attested, Finding, Head, Link, Verifier, canonical, link, plain

ENTRIES = st.dictionaries(
    st.text("abcdefgh_", min_size=1),
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.decimals(allow_nan=False)
    | st.datetimes(timezones=st.just(UTC))
    | st.lists(st.text(), max_size=3),
    max_size=5,
)
SHORT = st.fixed_dictionaries({"id": st.text(max_size=1), "number": st.integers(0, 3)})
Raw = dict[str, Any]


def chained(entries: Sequence[Raw], head: Head = START) -> list[Raw]:
    """Return entries as links, each behind the one before it."""
    links: list[Link] = []
    for entry in entries:
        links.append(link(head, entry))
        head = Head(links[-1].sequence, links[-1].digest)
    found: list[Raw] = msgspec.to_builtins(links)
    return found


CHAINS = st.lists(SHORT, min_size=2, max_size=7).map(chained)


def findings(links: Sequence[Raw], *attested: Attested, bound: int | None = None) -> list[Finding]:
    """Return what is wrong with a chain."""
    verifier = Verifier()
    for somebody in attested:
        verifier.attest(somebody)
    for each in links:
        verifier.read(each, "this")
    verifier.end(bound)
    return verifier.findings


def kinds(found: Sequence[Finding]) -> list[tuple[str, int, int]]:
    return [(each.kind, each.first, each.last) for each in found]


def head_of(links: Sequence[Raw]) -> Head:
    return Head(links[-1]["sequence"], links[-1]["digest"])


def attested(links: Sequence[Raw], at: int) -> Attested:
    return Attested(head_of(links[:at]), f"the checkpoint at {at}")


@given(CHAINS)
def test_a_chain_that_nobody_touched_is_whole(links: list[Raw]) -> None:
    everywhere = [attested(links, at) for at in range(1, len(links) + 1)]
    verifier = Verifier()
    for somebody in (Attested(START, "a checkpoint before the first"), *everywhere):
        verifier.attest(somebody)
    for each in links:
        verifier.read(each, "this")
    verifier.end(len(links))
    assert verifier.findings == []
    assert verifier.head == head_of(links)
    assert verifier.agreed == len(links) + 1


@given(CHAINS, st.data())
def test_a_changed_entry_is_found(links: list[Raw], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(links)))
    other = plain(data.draw(ENTRIES.filter(lambda entry: plain(entry) != links[at - 1]["entry"])))
    links[at - 1] = links[at - 1] | {"entry": other}
    assert kinds(findings(links)) == [("changed", at, at)]


@given(CHAINS, st.data())
def test_a_changed_digest_is_found(links: list[Raw], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(links)))
    name = data.draw(st.sampled_from(["digest", "previous"]))
    links[at - 1] = links[at - 1] | {name: "f" * 64}
    assert kinds(findings(links)) == [("changed", at, at)]


@given(CHAINS, st.data())
def test_an_entry_that_is_changed_and_hashed_anew_is_found(links: list[Raw], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(links) - 1))
    other = data.draw(SHORT.filter(lambda entry: plain(entry) != links[at - 1]["entry"]))
    [links[at - 1]] = chained([other], Head(at - 1, links[at - 1]["previous"]))
    assert kinds(findings(links)) == [("unlinked", at, at + 1)]


@given(CHAINS, st.data())
def test_a_chain_that_is_written_anew_from_somewhere_is_found_by_a_checkpoint(
    links: list[Raw], data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(links)))
    other = data.draw(SHORT.filter(lambda entry: plain(entry) != links[at - 1]["entry"]))
    entries = [other, *(each["entry"] for each in links[at:])]
    forged = links[: at - 1] + chained(entries, Head(at - 1, links[at - 1]["previous"]))
    assert findings(forged) == []
    before = [attested(links, each) for each in range(1, at)]
    end = len(links)
    assert kinds(findings(forged, *before, attested(links, end))) == [("rewritten", at, end)]


@given(CHAINS, st.data())
def test_removed_entries_are_found(links: list[Raw], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(links) - 1))
    last = data.draw(st.integers(first, len(links) - 1))
    assert kinds(findings(links[: first - 1] + links[last:])) == [("missing", first, last)]


@given(CHAINS, st.data())
def test_entries_removed_from_the_end_are_found_by_whoever_knows_the_end(
    links: list[Raw], data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, len(links) - 1))
    end = Attested(head_of(links), "somebody")
    assert kinds(findings(links[:left], end)) == [("missing", left + 1, len(links))]


@given(CHAINS, st.data())
def test_swapped_entries_are_found(links: list[Raw], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(links) - 1))
    links[at - 1], links[at] = links[at], links[at - 1]
    assert kinds(findings(links)) == [("missing", at, at), ("misplaced", at, at)]


@given(CHAINS, SHORT, st.data())
def test_an_inserted_entry_is_found(links: list[Raw], entry: Raw, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(links)))
    inserted = chained([entry], Head(at, links[at - 1]["digest"]))
    found = findings(links[:at] + inserted + links[at:], bound=len(links))
    assert found
    assert all(at <= each.first <= each.last <= at + 2 for each in found)


@given(CHAINS, SHORT)
def test_an_entry_behind_the_end_is_found(links: list[Raw], entry: Raw) -> None:
    longer = links + chained([entry], head_of(links))
    end = len(links)
    assert kinds(findings(longer, Attested(head_of(links), "it"), bound=end)) == [
        ("surplus", end + 1, end + 1)
    ]


@given(CHAINS, st.data())
def test_what_is_no_entry_of_a_chain_is_found_and_does_not_hide_the_rest(
    links: list[Raw], data: st.DataObject
) -> None:
    stray: Raw = data.draw(
        st.sampled_from(
            [
                {},
                {"sequence": None, "previous": None, "digest": None, "entry": {"id": "x"}},
                links[0] | {"sequence": 0},
                links[0] | {"sequence": True},
                links[0] | {"sequence": "1"},
                links[0] | {"entry": [1]},
            ]
        )
    )
    assert kinds(findings([stray, *links])) == [("foreign", 0, 0)]


@given(ENTRIES)
def test_the_canonical_form_is_what_any_json_library_makes(entry: Raw) -> None:
    said = plain(entry)
    made = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical(said) == made


def test_what_is_hashed_does_not_change_unnoticed() -> None:
    moment = datetime(2026, 3, 2, 10, 0, 0, 123999, tzinfo=timezone(timedelta(hours=1)))
    entry = {"id": "a", "amount": Decimal("1.00"), "earned_on": moment, "evidence": ["é"], "report_by": None}
    first = link(START, entry)
    assert (
        canonical(first.entry)
        == (
            '{"amount":"1.00","earned_on":"2026-03-02T09:00:00.123Z","evidence":["é"],"id":"a","report_by":null}'
        ).encode()
    )
    assert first.digest == "90aa05d1b808acca0fde4cc963ee8943af8d9cf0a54d1cfb1ec00a551187af5f"
