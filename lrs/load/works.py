"""What is asked of an LRS: each work is one kind of request, sent over and over."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from lrs.load.statements import LEARNERS, learner, statement, verb_id
from lrs.load.target import Target


@dataclass(frozen=True, slots=True)
class Sample:
    """Statements that are known to be stored: their ids, and their registrations."""

    ids: Sequence[str]
    registrations: Sequence[str]


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request: how it is called, over how many connections it is sent, and the requests in turn.

    `statements` is how many each of them stores.
    """

    name: str
    connections: int
    requests: Sequence[bytes] = field(repr=False)
    statements: int = 0


def writes(target: Target) -> list[Work]:
    """Return single statements and batches, posted without ids."""
    source = random.Random(1)  # noqa: S311  # test data

    def posts(requests: int, batch: int) -> list[bytes]:
        batches = ([statement(source) for _ in range(batch)] for _ in range(requests))
        return [target.post(msgspec.json.encode(each if batch > 1 else each[0])) for each in batches]

    singles = posts(200, 1)
    return [
        Work("single POST", 32, singles, 1),
        Work("single POST", 256, singles, 1),
        Work("batches of 50", 8, posts(20, 50), 50),
        Work("batches of 500", 4, posts(4, 500), 500),
    ]


def reads(target: Target, sample: Sample) -> list[Work]:
    """Return what an LMS platform asks for, of statements that are stored."""
    learners = [json.dumps({"mbox": learner(number)}) for number in range(0, LEARNERS, 5)]
    passed = verb_id("passed")

    def gets(*selections: dict[str, str]) -> list[bytes]:
        return [target.get(each) for each in selections]

    def each(name: str, values: Iterable[str], **further: str) -> list[bytes]:
        return gets(*({name: value, **further} for value in values))

    return [
        Work("GET by id", 32, each("statementId", sample.ids)),
        Work("GET by agent, 25", 16, each("agent", learners, limit="25")),
        Work("GET by agent and verb, 25", 16, each("agent", learners, verb=passed, limit="25")),
        Work("GET by registration", 16, each("registration", sample.registrations)),
        Work("GET the latest 100", 8, gets({"limit": "100"})),
    ]
