"""Look-ups at once are one look-up, and each gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from lrs.store import gathering
from lrs.store.gathering import Gathering


class Numbers:
    """Knows the names of numbers, takes a moment for it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.known = {1: "one", 2: "two", 3: "three"}
        self.asked: list[list[int]] = []

    async def look_up(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.asked.append(list(keys))
        await asyncio.sleep(0)
        if 13 in keys:
            raise ValueError("unlucky")
        return {key: self.known[key] for key in keys if key in self.known}


async def test_what_comes_at_once_is_looked_up_together() -> None:
    numbers = Numbers()
    gathered = Gathering(numbers.look_up)
    assert await asyncio.gather(*map(gathered.get, (1, 2, 4, 2))) == ["one", "two", None, "two"]
    assert numbers.asked == [[1, 2, 4]]


async def test_what_comes_while_a_look_up_is_on_its_way_gathers_to_the_next() -> None:
    numbers = Numbers()
    gathered = Gathering(numbers.look_up)
    first = asyncio.create_task(gathered.get(1))
    while not numbers.asked:
        await asyncio.sleep(0)
    numbers.known[1] = "uno"
    again, other = await asyncio.gather(gathered.get(1), gathered.get(3))
    assert [await first, again, other] == ["uno", "uno", "three"]
    assert numbers.asked == [[1], [1, 3]]


async def test_a_key_is_looked_up_anew_once_it_was_answered() -> None:
    numbers = Numbers()
    gathered = Gathering(numbers.look_up)
    assert await gathered.get(4) is None
    numbers.known[4] = "four"
    assert await gathered.get(4) == "four"


async def test_no_more_than_a_bound_are_looked_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 2)
    numbers = Numbers()
    await asyncio.gather(*map(Gathering(numbers.look_up).get, range(5)))
    assert numbers.asked == [[0, 1], [2, 3], [4]]


async def test_a_look_up_that_fails_does_so_for_those_in_it_and_not_for_later_ones() -> None:
    gathered = Gathering(Numbers().look_up)
    outcomes = await asyncio.gather(gathered.get(13), gathered.get(1), return_exceptions=True)
    assert [type(each) for each in outcomes] == [ValueError, ValueError]
    assert await gathered.get(1) == "one"


async def test_whoever_is_cancelled_leaves_the_others_waiting() -> None:
    gathered = Gathering(Numbers().look_up)
    leaving, staying = (asyncio.create_task(gathered.get(1)) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == "one"
    assert leaving.cancelled()
