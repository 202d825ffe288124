"""The filters that statements are found by, in every resource that takes them."""

from __future__ import annotations

from collections.abc import Mapping

from lrs.api import scopes
from lrs.api.parameters import (
    optional,
    read_agent,
    read_boolean,
    read_iri,
    read_timestamp,
    read_uuid,
)
from lrs.store.keys import Key
from lrs.store.queries import Query

FILTERS = (
    "agent",
    "verb",
    "activity",
    "registration",
    "related_activities",
    "related_agents",
    "since",
    "until",
)


def read_query(given: Mapping[str, str], key: Key) -> Query:
    """Return the query that the filters among the parameters ask for, narrowed to what `key` may read."""
    return Query(
        agent=optional(given, "agent", read_agent, "an agent with one identifier, as JSON"),
        verb=optional(given, "verb", read_iri, "an IRI"),
        activity=optional(given, "activity", read_iri, "an IRI"),
        registration=optional(given, "registration", read_uuid, "a UUID"),
        related_agents=read_flag(given, "related_agents"),
        related_activities=read_flag(given, "related_activities"),
        since=optional(given, "since", read_timestamp, "an RFC 3339 time"),
        until=optional(given, "until", read_timestamp, "an RFC 3339 time"),
        authority=own(key),
    )


def read_flag(given: Mapping[str, str], name: str) -> bool:
    """Return whether parameter `name` is given and true."""
    return optional(given, name, read_boolean, "true or false") or False


def own(key: Key) -> str | None:
    """Return the authority that the key's reading is narrowed to, or None where it may read everything."""
    return None if key.scopes & {scopes.READ, scopes.ALL_READ, scopes.ALL} else key.authority_key
