"""Which fields of a statement's document hold the values that filters look for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lrs.store.tokens import Kind, tokens_of

OWN: Final[Mapping[Kind, str]] = {
    "agent": "actor",
    "verb": "verb",
    "activity": "activity",
    "registration": "registration",
    "authority": "authority",
}
"""The fields of one value, the statement's own."""
FURTHER: Final[Mapping[Kind, str]] = {
    "agent": "agents",
    "verb": "verbs",
    "activity": "activities",
    "registration": "registrations",
    "related agent": "related_agents",
    "related activity": "related_activities",
}
"""The arrays of what a statement matches besides, and of what it takes over from those that it refers to."""
FIELDS: Final[Mapping[Kind, list[str]]] = {
    kind: [fields[kind] for fields in (OWN, FURTHER) if kind in fields] for kind in (*OWN, *FURTHER)
}


def matched(document: Mapping[str, Any], kind: Kind) -> list[Any]:
    """Return what the filters of this kind find a statement by."""
    own = [document[OWN[kind]]] if kind in OWN and OWN[kind] in document else []
    return own + document.get(FURTHER[kind], []) if kind in FURTHER else own


def tokens(document: Mapping[str, Any]) -> list[int]:
    """Return the tokens of a statement's document."""
    values = {kind: matched(document, kind) for kind in FIELDS}
    values["registration"] = [str(each) for each in values["registration"]]
    return tokens_of(values)
