"""Statements and policies as the store takes them."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from lrs.credits.awards import Entry
from lrs.credits.policy import Policy, parse
from lrs.store.ledger import AwardQuery
from lrs.store.queries import Query
from lrs.store.store import Store
from lrs.xapi import timestamps
from lrs.xapi.agents import agent_key
from lrs.xapi.incoming import Incoming, read
from lrs.xapi.versions import V1_0_3
from tests.statements import AMARA, MODULE

AUTHORITY = {"objectType": "Agent", "account": {"homePage": "https://lrs.example", "name": "test"}}
AUTHORITY_KEY = str(agent_key(AUTHORITY))
AMARA_KEY = str(agent_key(AMARA))

POLICY = """
policy: {id}
version: {version}
title: Recognising sepsis
activity:
  id: {activity}
  title: Recognising sepsis
  format: enduring material
provider:
  name: Example Hospital CME Office
  id: "0001234"
body: {body}
credit:
  type: AMA PRA Category 1 Credit
  maximum: {maximum}
  step: 0.25
  rounding: nearest
  minimum: 0.25
earned_by:
  completed: true
window:
  release: 2026-01-01
  expiry: 2028-12-31
"""


def incoming(sent: dict[str, Any] | bytes) -> Incoming:
    """Return a statement as it comes out of its checks."""
    return read(sent if isinstance(sent, bytes) else json.dumps(sent).encode(), V1_0_3, as_bytes(AUTHORITY))


def as_bytes(value: dict[str, Any]) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, separators=(",", ":")).encode()


async def commit(store: Store, *sent: dict[str, Any] | bytes) -> int:
    """Commit a batch and return how many of it were new."""
    return await store.committer.commit([incoming(each) for each in sent], AUTHORITY_KEY)


async def stored(store: Store, statement_id: str, *, voided: bool = False) -> dict[str, Any] | None:
    """Return a stored statement's value."""
    found = await store.statements.get(uuid.UUID(statement_id), voided=voided)
    return None if found is None else json.loads(found.json)


async def stored_at(store: Store, statement_id: str) -> datetime:
    """Return the `stored` time of a statement."""
    found = await stored(store, statement_id)
    assert found is not None
    return timestamps.parse(found["stored"])


async def ids(store: Store, query: Query, limit: int = 100) -> list[str]:
    """Return the ids of every statement that `query` finds, page by page."""
    found: list[str] = []
    page = await store.statements.query(query, limit)
    while True:
        found += [json.loads(each.json)["id"] for each in page.statements]
        if page.next is None:
            return found
        page = await store.statements.query(query, limit, page.next)


def policy(
    name: str = "sepsis",
    *,
    version: int = 1,
    activity: str = MODULE,
    body: str = "ama-pra",
    maximum: str = "1.00",
    **said: str,
) -> tuple[Policy, bytes]:
    """Return a policy that awards `maximum` for a completion and says what `said` says, and its text."""
    text = POLICY.format(id=name, version=version, activity=activity, body=body, maximum=maximum)
    text += "".join(f"{key}: {value}\n" for key, value in said.items())
    return parse(text), text.encode()


async def standing(store: Store, **wanted: Any) -> list[Entry]:
    """Return the awards that stand."""
    entries = [entry async for entry in store.ledger.awards(AwardQuery(**wanted))]
    return [entry for entry in entries if entry.kind != "revoked"]


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 10.0) -> None:
    """Wait until a condition holds; fail where it does not come."""
    async with asyncio.timeout(seconds):
        while not await holds():
            await asyncio.sleep(0.02)
