"""The Person object: an agent in all guises that are known (xAPI 1.0.3 Communication 2.4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_PROPERTIES = ("name", "mbox", "mbox_sha1sum", "openid", "account")


def person(agents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the Person that all these Agents are, with all values that they have of each property."""
    found: dict[str, list[Any]] = {}
    for agent in agents:
        for name in _PROPERTIES:
            if name in agent and agent[name] not in found.setdefault(name, []):
                found[name].append(agent[name])
    return {"objectType": "Person"} | {name: found[name] for name in _PROPERTIES if name in found}
