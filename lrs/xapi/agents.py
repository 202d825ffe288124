"""Agents and Groups by the one identifier they have: xAPI 1.0.3 Data 2.4.2.3."""

from __future__ import annotations

import hashlib
from typing import Any


def agent_key(agent: dict[str, Any]) -> str | None:
    """Return a checked Agent or Group's identifier as one canonical string, or None for an anonymous Group.

    The forms are `mbox:mailto:a@b`, `mbox_sha1sum:<lower-case hex>`, `openid:<iri>` and
    `account:<homePage> <name>`; a homePage has no space. Two agents are the same where their keys are.
    """
    if "mbox" in agent:
        return f"mbox:{_canonical_mbox(agent['mbox'])}"
    if "mbox_sha1sum" in agent:
        return f"mbox_sha1sum:{agent['mbox_sha1sum'].lower()}"
    if "openid" in agent:
        return f"openid:{agent['openid']}"
    if "account" in agent:
        return f"account:{agent['account']['homePage']} {agent['account']['name']}"
    return None


def from_key(key: str) -> dict[str, Any]:
    """Return the Agent whose key is `key`. Raises ValueError for what is no agent key."""
    kind, _, value = key.partition(":")
    if kind not in {"mbox", "mbox_sha1sum", "openid", "account"} or not value:
        raise ValueError("not an agent key")
    if kind != "account":
        return {"objectType": "Agent", kind: value}
    home_page, _, name = value.partition(" ")
    return {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}


def keys_of(agent: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys by which an Agent or Group is found: its own, and those of a Group's members."""
    keys = (agent_key(each) for each in (agent, *agent.get("member", ())))
    return tuple(dict.fromkeys(key for key in keys if key))


def authority_key(authority: dict[str, Any]) -> str | None:
    """Return the key of who vouches for a statement: the application, if a user stands too (Data 2.4.9)."""
    return next(iter(keys_of(authority)), None)


def mbox_sha1sum(mbox: str) -> str:
    """Return the SHA-1 of a mailto IRI in lower-case hex, its domain in lower case (Data 2.4.2.3)."""
    return hashlib.sha1(_canonical_mbox(mbox).encode(), usedforsecurity=False).hexdigest()


def _canonical_mbox(mbox: str) -> str:
    # Only the domain ignores case; the part before it belongs to the receiving host (RFC 5321 2.4).
    local, at, domain = mbox.rpartition("@")
    return local + at + domain.lower()
