"""A statement as MongoDB keeps it: its exact bytes, beside the facts that filters and roll-ups read."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from bson import Binary, Int64

from lrs.store.clock import WRITER_BITS, moment
from lrs.store.decimals import to_decimal128
from lrs.store.matches import tokens
from lrs.store.queries import Stored
from lrs.xapi.attachments import Content, attachments
from lrs.xapi.facts import Facts
from lrs.xapi.incoming import Incoming

Document = dict[str, Any]


def document(statement: Incoming, at: int, authority: str, received: Collection[str] = ()) -> Document:
    """Return a statement as MongoDB keeps it, under the key `at` that the clock gave out.

    `received` are the hashes of what came with it.
    """
    stored = moment(at >> WRITER_BITS)
    facts = {"authority": authority} | _facts(statement.facts(stored))
    return {
        "_id": statement.id,
        "at": Int64(at),
        "voided": False,
        **facts,
        "tokens": tokens(facts),
        **_contents(statement, received),
        "json": Binary(statement.json(stored)),
    }


def _contents(statement: Incoming, received: Collection[str]) -> Document:
    """Return which contents are kept for a statement; left out where there are none."""
    declared = {each.content.sha2: each.content for each in attachments(statement.value)}
    kept = [
        {"sha2": content.sha2, "type": content.media_type}
        for content in declared.values()
        if content.sha2 in received
    ]
    return {"attachments": kept} if kept else {}


def hashes(documents: Iterable[Document]) -> set[str]:
    """Return the hashes of all contents that are kept for these."""
    return {each["sha2"] for document in documents for each in document.get("attachments", ())}


def stored(document: Document) -> Stored:
    """Return what is answered of a statement's document."""
    contents = [Content(each["sha2"], each["type"]) for each in document.get("attachments", ())]
    return Stored(document["json"], moment(document["at"] >> WRITER_BITS), tuple(contents))


def _facts(facts: Facts) -> Document:
    """Return the facts as MongoDB keeps them; those without a value are left out.

    Credit reads the statement's own verb, activity and registration; filters read arrays too, to which those
    of the statements that it refers to are added.
    """
    document = {
        "actor": facts.actor,
        "verb": facts.verb,
        "activity": facts.activity,
        "registration": uuid.UUID(facts.registration) if facts.registration else None,
        "refers_to": uuid.UUID(facts.refers_to) if facts.refers_to else None,
        "timestamp": facts.timestamp,
        "success": facts.success,
        "completion": facts.completion,
        "score": to_decimal128(facts.score_scaled),
        "seconds": to_decimal128(facts.seconds),
        "agents": [agent for agent in facts.agents if agent != facts.actor],
        "related_agents": list(facts.related_agents),
        "related_activities": list(facts.related_activities),
    }
    return {name: value for name, value in document.items() if value not in (None, [])}
