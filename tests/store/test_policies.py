"""Credit policies: what an award was computed by never changes."""

from __future__ import annotations

import asyncio

import pytest

from lrs.errors import NotFound, PolicyRefused
from lrs.store.store import Store
from tests.store.samples import policy


async def test_activating_again_changes_nothing(store: Store) -> None:
    assert await store.policies.activate(*policy()) is True
    assert await store.policies.activate(*policy()) is False
    assert await store.policies.in_force() == [policy()[0]]


async def test_a_version_cannot_say_something_else(store: Store) -> None:
    await store.policies.activate(*policy())
    with pytest.raises(PolicyRefused, match="give a change the version 2") as refused:
        await store.policies.activate(*policy(maximum="2.00"))
    assert refused.value.pointer == "/version"
    assert await store.policies.in_force() == [policy()[0]]


async def test_what_says_the_same_in_other_words_is_the_same_version(store: Store) -> None:
    said, text = policy()
    await store.policies.activate(said, text)
    assert await store.policies.activate(policy()[0], b"# a comment\n" + text) is False


async def test_a_lower_version_is_refused_once_a_higher_one_is_in_force(store: Store) -> None:
    await store.policies.activate(*policy(version=3))
    with pytest.raises(PolicyRefused, match="version 3 of sepsis is in force"):
        await store.policies.activate(*policy(version=2))


async def test_the_highest_version_is_in_force_and_the_old_one_is_kept(store: Store) -> None:
    old, new = policy(version=1), policy(version=12, maximum="2.00")
    other = policy("airway")
    for each in (old, other, new):
        await store.policies.activate(*each)
    assert (await store.policies.get("sepsis")).policies == (new[0], old[0])
    assert await store.policies.in_force() == [other[0], new[0]]
    wanted = [("sepsis", 1), ("sepsis", 12), ("sepsis", 5), ("nothing", 1)]
    assert await store.policies.versions(wanted) == {("sepsis", 1): old[0], ("sepsis", 12): new[0]}
    assert await store.policies.versions([]) == {}


async def test_what_is_no_policy_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.policies.get("sepsis")
    assert await store.policies.in_force() == []


async def test_of_different_texts_for_one_version_at_once_exactly_one_wins(store: Store) -> None:
    rivals = [policy(maximum=f"{n}.00") for n in range(1, 7)]
    ends = await asyncio.gather(
        *(store.policies.activate(*rival) for rival in rivals), return_exceptions=True
    )
    assert [end for end in ends if not isinstance(end, PolicyRefused)] == [True]
    assert await store.policies.in_force() == [rivals[ends.index(True)][0]]
