"""Credit requirements: a version that was put into force never changes."""

from __future__ import annotations

import asyncio

import pytest

from lrs.errors import NotFound, PolicyRefused
from lrs.requirements.requirement import Requirement, parse
from lrs.store.store import Store
from tests.unit.requirements.samples import changed


def sample(name: str = "example", version: int = 1, total: int = 10) -> tuple[Requirement, bytes]:
    """Return a requirement and its text."""
    text = changed(requirement=name, version=version, total=total)
    return parse(text), text


async def test_activating_again_changes_nothing(store: Store) -> None:
    assert await store.requirements.activate(*sample()) is True
    assert await store.requirements.activate(*sample()) is False
    assert await store.requirements.in_force() == [sample()[0]]


async def test_a_version_cannot_say_something_else(store: Store) -> None:
    await store.requirements.activate(*sample())
    with pytest.raises(PolicyRefused, match="give a change the version 2") as refused:
        await store.requirements.activate(*sample(total=20))
    assert refused.value.pointer == "/version"


async def test_the_highest_version_of_each_is_in_force(store: Store) -> None:
    for each in (sample(), sample("another"), sample(version=12, total=20)):
        await store.requirements.activate(*each)
    assert await store.requirements.in_force() == [sample("another")[0], sample(version=12, total=20)[0]]
    assert await store.requirements.get("example") == sample(version=12, total=20)[0]
    with pytest.raises(PolicyRefused, match="version 12 of example is in force"):
        await store.requirements.activate(*sample(version=2))


async def test_what_is_no_requirement_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.requirements.get("example")


async def test_of_different_texts_for_one_version_at_once_exactly_one_wins(store: Store) -> None:
    rivals = [sample(total=each) for each in range(1, 7)]
    ends = await asyncio.gather(
        *(store.requirements.activate(*rival) for rival in rivals), return_exceptions=True
    )
    assert [end for end in ends if not isinstance(end, PolicyRefused)] == [True]
    assert await store.requirements.in_force() == [rivals[ends.index(True)][0]]
