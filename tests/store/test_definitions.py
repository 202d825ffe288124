"""What is known of a term stays small and right, however much was said of it."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from lrs.store.clock import WRITER_BITS
from lrs.store.definitions import MANY, SETTLED, Definitions
from lrs.store.store import Store
from lrs.xapi.definitions import Term, merged
from lrs.xapi.incoming import Incoming
from tests.statements import MODULE, statement
from tests.store.samples import incoming

TERM = Term("activity", MODULE)


def described(definition: dict[str, Any]) -> Incoming:
    """Return a statement that says this of the module."""
    return incoming(statement(object={"id": MODULE, "definition": definition}))


def key(seconds: float) -> int:
    """Return a key that the clock gave out then."""
    return round(seconds * 1_000_000) << WRITER_BITS


def random_definitions(chance: random.Random, count: int) -> list[dict[str, Any]]:
    """Return distinct definitions that contradict one another in part, their interaction components too."""
    return [_definition(chance, number) for number in range(count)]


def _definition(chance: random.Random, number: int) -> dict[str, Any]:
    texts = {chance.choice(["de", "en", "es", "fr", "it"]): f"text {number}"}
    choices = [{"id": f"c{n}", "description": texts} for n in range(4) if chance.random() < 0.6]
    interaction = {"type": "urn:i", "interactionType": "choice", "choices": choices}
    extensions = {"extensions": {f"urn:x{chance.randrange(4)}": number}}
    return {"name": texts} | extensions | (interaction if chance.random() < 0.5 else {})


def as_json(definition: dict[str, Any]) -> bytes:
    """Return a definition the way that `described` sends it."""
    return json.dumps(definition).encode()


async def kept(store: Store) -> int:
    """Return how many descriptions of the module are kept."""
    return await store.database["definitions"].count_documents({"iri": MODULE})


@pytest.mark.parametrize("seed", range(4))
async def test_folding_changes_nothing_of_what_is_known(store: Store, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # nothing here is secret
    sent = random_definitions(chance, 6 * MANY)
    processes = [Definitions(store.database) for _ in range(3)]
    for number, each in enumerate(sent):
        await chance.choice(processes).learn([(described(each), key(number * 5))])
    known = await processes[0].of([TERM])
    assert json.loads(known[TERM]) == json.loads(merged(map(as_json, sent)))
    assert await kept(store) <= MANY + SETTLED / 5 + 1


async def test_processes_may_fold_at_once_and_repeatedly(store: Store) -> None:
    chance = random.Random(9)  # noqa: S311  # nothing here is secret
    sent = random_definitions(chance, 2 * MANY)
    for number, each in enumerate(sent):
        await Definitions(store.database).learn([(described(each), key(number))])
    processes = [Definitions(store.database) for _ in range(6)]
    horizons = [key(chance.randrange(2 * MANY)) for _ in processes]
    folding = (each._fold(TERM, until) for each, until in zip(processes, horizons, strict=True))
    known, *_ = await asyncio.gather(processes[0].of([TERM]), *folding)
    expected = json.loads(merged(map(as_json, sent)))
    assert json.loads(known[TERM]) == expected
    assert json.loads((await processes[0].of([TERM]))[TERM]) == expected


async def test_what_was_folded_is_no_news_when_it_is_said_again(store: Store) -> None:
    sent = [{"name": {"en": f"name {number}"}} for number in range(2 * MANY)]
    for number, each in enumerate(sent):
        await store.definitions.learn([(described(each), key(number * SETTLED))])
    assert await kept(store) <= MANY + 1
    another = Definitions(store.database)
    await another.learn([(described(sent[0]), key(3 * MANY * SETTLED))])
    assert json.loads((await another.of([TERM]))[TERM]) == sent[-1]


async def test_what_is_new_is_not_folded_since_something_older_may_come(store: Store) -> None:
    for number in range(2, 4 * MANY):
        await store.definitions.learn([(described({"name": {"en": f"{number}"}}), key(number / 10))])
    await Definitions(store.database).learn([(described({"name": {"en": "late", "fr": "tard"}}), key(0.1))])
    known = json.loads((await store.definitions.of([TERM]))[TERM])
    assert known == {"name": {"en": f"{4 * MANY - 1}", "fr": "tard"}}


async def test_what_is_folded_fits_into_a_document(store: Store) -> None:
    for number in range(MANY + 2):
        extensions = {"extensions": {f"urn:x{number}": "x" * 600_000}}
        await store.definitions.learn([(described(extensions), key(number * 2 * SETTLED))])
    known = json.loads((await store.definitions.of([TERM]))[TERM])
    assert len(known["extensions"]) == MANY + 2
