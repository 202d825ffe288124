"""The people registry: all of a file or nothing of it, and one person to an identifier."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from lrs.errors import PeopleRefused
from lrs.reports.person import Person
from lrs.store.store import Store


def person(name: str, *keys: str, **fields: Any) -> Person:
    """Return a person with these identifiers."""
    return Person(id=name, given_name=name.title(), family_name="Okafor", keys=tuple(sorted(keys)), **fields)


ANA = person("ana", "mbox:mailto:ana@x.example", "openid:https://ana.example", degree="MD", npi="1234567893")
BEN = person("ben", "mbox:mailto:ben@x.example")


async def everybody(store: Store) -> list[Person]:
    """Return the people of the registry, by id."""
    names = [
        f"person:{document['_id']}" async for document in store.database["people"].find({}).sort("_id", 1)
    ]
    people = await store.people.of(names)
    return [people[name] for name in names]


async def test_people_are_kept_as_they_came(store: Store) -> None:
    assert await store.people.put([ANA, BEN]) == 2
    assert await everybody(store) == [ANA, BEN]


async def test_only_who_came_or_changed_is_counted(store: Store) -> None:
    await store.people.put([ANA, BEN])
    assert await store.people.put([ANA, BEN]) == 0
    moved = replace(BEN, family_name="Ray")
    assert await store.people.put([ANA, moved, person("cid", "openid:https://cid.example")]) == 2
    assert (await everybody(store))[1] == moved
    assert await store.people.put([]) == 0


async def test_an_identifier_may_move_from_one_person_to_another_in_one_file(store: Store) -> None:
    await store.people.put([ANA, BEN])
    swapped = [replace(ANA, keys=BEN.keys), replace(BEN, keys=ANA.keys)]
    assert await store.people.put(swapped) == 2
    assert await everybody(store) == swapped
    assert await store.people.learner(BEN.keys[0]) == "person:ana"


async def test_a_file_with_an_identifier_of_somebody_else_changes_nobody(store: Store) -> None:
    await store.people.put([ANA])
    thief = person("eve", "openid:https://eve.example", ANA.keys[0])
    with pytest.raises(PeopleRefused, match=f"{ANA.keys[0]} is already an identifier of the person ana"):
        await store.people.put([person("new", "openid:https://new.example"), thief])
    assert await everybody(store) == [ANA]


async def test_two_files_that_claim_one_identifier_at_once_give_it_to_one_person(store: Store) -> None:
    claims = [person(f"claim{n}", "openid:https://one.example") for n in range(6)]
    ends = await asyncio.gather(*(store.people.put([claim]) for claim in claims), return_exceptions=True)
    assert [end for end in ends if not isinstance(end, PeopleRefused)] == [1]
    assert await everybody(store) == [claims[ends.index(1)]]


async def test_people_without_identifiers_are_kept_beside_each_other(store: Store) -> None:
    nobody = [person("one"), person("two")]
    assert await store.people.put(nobody) == 2
    assert await everybody(store) == nobody
    assert await store.people.put(nobody) == 0
    assert await store.people.agents("person:one") == []


async def test_many_people_come_in_one_go(store: Store) -> None:
    crowd = [person(f"p{n:05}", f"openid:https://p{n}.example") for n in range(3000)]
    assert await store.people.put(crowd) == 3000
    assert await store.people.put(crowd) == 0


async def test_an_agent_is_a_learner_of_its_own_until_it_is_known(store: Store) -> None:
    [mbox, openid] = ANA.keys
    assert await store.people.learner(mbox) == mbox
    assert await store.people.agents(mbox) == [mbox]
    await store.people.put([ANA])
    assert await store.people.learner(mbox) == await store.people.learner(openid) == "person:ana"
    assert await store.people.agents(mbox) == []
    assert await store.people.agents("person:ana") == [mbox, openid]
    assert await store.people.agents("person:nobody") == []


async def test_an_identifier_that_a_person_gives_up_is_a_learner_again(store: Store) -> None:
    await store.people.put([ANA])
    await store.people.put([replace(ANA, keys=ANA.keys[:1])])
    assert await store.people.learner(ANA.keys[1]) == ANA.keys[1]
    assert await store.people.agents("person:ana") == [ANA.keys[0]]


async def test_only_people_are_found_among_learners(store: Store) -> None:
    await store.people.put([ANA, BEN])
    assert await store.people.of({"person:ana", BEN.keys[0], "person:nobody"}) == {"person:ana": ANA}
