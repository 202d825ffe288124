"""Tokens: whatever matches is found by them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lrs.store.tokens import PAIRED, Kind, lookup, tokens_of

KINDS: list[Kind] = [
    "agent",
    "related agent",
    "authority",
    "verb",
    "activity",
    "related activity",
    "registration",
]
VALUES = st.lists(st.text(max_size=3), max_size=12, unique=True)
MATCHED = st.fixed_dictionaries(dict.fromkeys(KINDS, VALUES))


@given(matched=MATCHED, data=st.data())
def test_a_look_up_finds_whatever_matches_it(matched: dict[Kind, list[str]], data: st.DataObject) -> None:
    present = sorted(kind for kind in KINDS if matched[kind])
    kinds = data.draw(st.lists(st.sampled_from(present), unique=True) if present else st.just([]))
    wanted = {kind: data.draw(st.sampled_from(matched[kind])) for kind in kinds}
    assert set(tokens_of(matched)).intersection(lookup(wanted))


@given(MATCHED)
def test_every_token_is_a_number_that_mongodb_has(matched: dict[Kind, list[str]]) -> None:
    assert all(-(1 << 63) <= token < 1 << 63 for token in tokens_of(matched))


def test_the_tokens_of_a_large_group_are_a_few_for_each_member() -> None:
    matched: dict[Kind, Any] = {
        "agent": [f"mbox:mailto:{n}@hospital.example" for n in range(500)],
        "verb": [f"https://cme.example/verbs/{n}" for n in range(20)],
        "activity": [f"https://cme.example/activities/{n}" for n in range(20)],
    }
    assert len(tokens_of(matched)) <= 2 * sum(map(len, matched.values())) + PAIRED


def test_an_agent_and_a_verb_of_the_same_name_are_not_confused() -> None:
    assert not set(lookup({"agent": "x"})) & set(tokens_of({"verb": ["x"], "activity": ["x"]}))
    assert not set(lookup({"agent": "x", "verb": "y"})) & set(tokens_of({"agent": ["y"], "verb": ["x"]}))
