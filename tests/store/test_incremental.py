"""What the worker makes of changes as they come is what computing everything anew makes of them."""

from __future__ import annotations

import uuid
from random import Random
from typing import Any

import msgspec
import pytest

from lrs.background import in_background
from lrs.credits.document import read
from lrs.credits.policy import parse
from lrs.rollup.recompute import Recomputation
from lrs.rollup.worker import Worker
from lrs.store import changes as changes_module
from lrs.store.store import Store
from tests.statements import statement, voiding
from tests.store.samples import POLICY, commit
from tests.store.test_people import person
from tests.store.test_worker import dealt_with, working

COURSE = "https://cme.example/course"
VERBS = "http://adlnet.gov/expapi/verbs/"
CLAIMED = "https://cme.example/verbs/claimed"
ACTORS = [{"mbox": f"mailto:learner{n}@hospital.example"} for n in range(5)]
PARTS = [{"name": "safety", "maximum": 1}, {"name": "rest", "maximum": 3}]
KINDS: dict[str, dict[str, Any]] = {
    "completion": {"earned_by": {"completed": True}},
    "attendance": {"earned_by": {"attended": {"at_least_minutes": 30}}, "credit": {"parts": PARTS}},
    "by-date": {"earned_by": {"attended": {"at_least_minutes": 0}}, "once_per": "date"},
    "by-activity": {"earned_by": {"completed": True}, "basis": {"fixed": 1}, "once_per": "activity"},
    "claimed": {
        "earned_by": {"attended": {"at_least_minutes": 0}},
        "claim": {"verb": CLAIMED, "amount": "score.raw"},
    },
    "last-score": {"earned_by": {"score": {"at_least": 0, "counts": "last"}}},
}
"""What policies of several kinds say."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")


@pytest.fixture(autouse=True)
def _no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the bookmark always say how far the worker is."""
    monkeypatch.setattr(changes_module, "QUIET", 0.0)


async def put_into_force(store: Store, name: str, version: int = 1, **said: Any) -> None:
    """Put a policy of one of the kinds into force."""
    text = POLICY.format(id=name, version=version, activity=f'"{COURSE}/*"', body="ama-pra", maximum="4.00")
    document, kind = read(text), KINDS[name] | said
    document |= kind | {"credit": document["credit"] | kind.get("credit", {})}
    written = _ENCODER.encode(document)
    await store.policies.activate(parse(written), written)


def anything(random: Random) -> dict[str, Any]:
    """Return a statement of any kind, on one of a few days, within the window and without."""
    verb = random.choice(
        [f"{VERBS}completed", f"{VERBS}attended", f"{VERBS}attended", f"{VERBS}scored", CLAIMED]
    )
    score = {"scaled": random.choice([-0.5, 0.5]), "raw": random.choice([0.5, 1, 2.25]), "max": 4, "min": 0}
    result: dict[str, Any] = {"duration": f"PT{random.randrange(80)}M"}
    if verb.endswith(("scored", "claimed")):
        result = {"score": score}
    moment = f"{random.choice(['2025', '2026', '2026', '2026'])}-03-{random.randrange(1, 6):02}"
    return statement(
        id=str(uuid.UUID(int=random.getrandbits(128), version=4)),
        actor=random.choice(ACTORS),
        verb={"id": verb},
        object={"id": f"{COURSE}/{random.randrange(3)}"},
        timestamp=f"{moment}T{random.randrange(24):02}:{random.randrange(60):02}:00Z",
        result=result,
    )


async def happen(store: Store, random: Random) -> None:
    """Let statements come in batches of any size, some of them voided, while policies and people change."""
    sent = [anything(random) for _ in range(120)]
    changes = {
        2: put_into_force(store, "completion", 2, effective="2026-03-03", basis={"fixed": 2}),
        4: store.people.put([person("one", *(f"mbox:{actor['mbox']}" for actor in ACTORS[:2]))]),
        6: put_into_force(store, "by-date", 2, earned_by={"attended": {"at_least_minutes": 45}}),
        8: put_into_force(store, "by-activity", 2, effective="2026-03-04", retired=True),
        9: store.people.put([person("one", f"mbox:{ACTORS[0]['mbox']}")]),
    }
    for number in range(10):
        size = random.randrange(1, 24)
        batch, sent = sent[:size], sent[size:]
        await commit(store, *batch)
        if number % 3 == 1:
            await dealt_with(store)
        voided = random.sample(batch, k=min(len(batch), random.randrange(4)))
        await commit(store, *(voiding(each["id"]) for each in voided))
        if number in changes:
            await changes[number]


@pytest.mark.parametrize("seed", range(4))
async def test_the_worker_ends_where_computing_everything_anew_ends(store: Store, seed: int) -> None:
    for name in KINDS:
        await put_into_force(store, name)
    async with working(store), in_background(Worker(store).run(), "another"):
        await happen(store, Random(seed))  # noqa: S311 (nothing secret)
    assert set(await store.database["ledger"].distinct("kind")) == {"granted", "amended", "revoked"}
    assert await store.postponed.all() == []
    assert await Recomputation(store).everything() == 0
