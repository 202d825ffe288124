"""The demo day: one day of a hospital's CME office, played by real clients over HTTP."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lrs.credits.policy import parse
from lrs.demo.cast import AMARA, BENJAMIN, CHEN, DALIA, ELENA, FARID, people_csv, policy_files
from lrs.demo.clients import Endpoint, post, wait_for_award
from lrs.demo.module import take_module
from lrs.demo.simulation import retraction, session
from lrs.demo.webinar import attendance
from lrs.reports import people_csv as people
from lrs.store.store import Store

OUTCOME = (
    (AMARA, "sepsis-module", "granted"),
    (ELENA, "sepsis-module", "granted"),
    (AMARA, "stroke-webinar", "granted"),
    (BENJAMIN, "stroke-webinar", "amended"),
    (FARID, "stroke-webinar", "granted"),
    (AMARA, "sepsis-simulation", "granted"),
    (CHEN, "sepsis-simulation", "granted"),
    (DALIA, "sepsis-simulation", "revoked"),
)
"""Where every award stands at the end of the day. Benjamin Weiss failed the module and has none for it."""


async def play(store: Store, url: str) -> bool:
    """Play the day against the service at `url`, whose store is `store`; False if it was played before.

    Played again after it was cut short, it goes on as if it had not been: every statement has its name.
    """
    await _prepare(store)
    async with _key(store, url, "credits/read") as office:
        fresh = await store.statements.get(uuid.UUID(retraction(DALIA)["id"]), voided=False) is None
        if fresh:
            async with _key(store, url, "statements/write") as content:
                await _morning(content)
                await _afternoon(content, office)
        for learner, policy, state in OUTCOME:
            await wait_for_award(office, learner.person, policy, state)
    return fresh


async def _prepare(store: Store) -> None:
    """Do what the CME office did beforehand: register its clinicians, put its policies into force."""
    await store.people.put(people.parse(people_csv()))
    for text in policy_files():
        await store.policies.activate(parse(text), text)


async def _morning(content: Endpoint) -> None:
    """Two pass the module and one fails; then everybody but Chen is in the webinar."""
    for learner, score, begins in ((AMARA, 0.92, 5), (BENJAMIN, 0.55, 12), (ELENA, 0.84, 31)):
        await asyncio.to_thread(take_module, content, learner, score, begins)
    await post(content, attendance("room 1", {AMARA: 90, BENJAMIN: 44, FARID: 61}))


async def _afternoon(content: Endpoint, office: Endpoint) -> None:
    """Simulations, with what goes wrong in the field: a batch sent twice, a late one, a wrong result."""
    await post(content, session(AMARA, 0.81, 360))
    await post(content, session(AMARA, 0.81, 360))
    await post(content, session(DALIA, 0.77, 390))
    # Amended already, where the day was cut short behind the second room.
    await wait_for_award(office, BENJAMIN.person, "stroke-webinar", "granted", "amended")
    await post(content, attendance("room 2", {BENJAMIN: 31}))
    await post(content, session(CHEN, 0.74, 330))
    await wait_for_award(office, DALIA.person, "sepsis-simulation", "granted")
    await post(content, [retraction(DALIA)])


@asynccontextmanager
async def _key(store: Store, url: str, scope: str) -> AsyncIterator[Endpoint]:
    key, secret = await store.keys.create(f"demo day, {scope}", [scope])
    try:
        yield Endpoint(url, key.key, secret)
    finally:
        await store.keys.revoke(key.key)
