"""A statement on its way in: checked, named, and kept as the exact bytes it arrived as."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from lrs.errors import InvalidRequest, LrsError, TooLarge
from lrs.xapi import raw, timestamps
from lrs.xapi.facts import Facts, facts, refers_to
from lrs.xapi.statements import check
from lrs.xapi.versions import Version

LARGEST = 15 * 1024 * 1024
"""Bytes of one statement at the most: MongoDB keeps documents of 16 MiB, and there are facts beside it."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A checked statement that waits for its `stored` time.

    `value` is the statement as sent; `members` are the exact bytes of its members, with `id`, `version`,
    `authority` and context activities as the store will keep them (xAPI 1.0.3 Data 2.4.1, 2.4.9, 2.4.10,
    2.4.6.2).
    """

    id: uuid.UUID
    value: dict[str, Any]
    members: dict[str, bytes]

    @property
    def refers_to(self) -> uuid.UUID | None:
        """The id of the statement that the object refers to, or None where it is something else."""
        target = refers_to(self.value)
        return uuid.UUID(target) if target else None

    def facts(self, stored: datetime) -> Facts:
        """Return what filters and roll-ups need, once `stored` is known."""
        return facts(self.value, self._timestamp(stored))

    def json(self, stored: datetime) -> bytes:
        """Return the statement with `stored`, and with `timestamp` where the client set none (Data 2.4.7)."""
        stored_bytes = _string(timestamps.render(stored))
        added = {"stored": stored_bytes}
        if "timestamp" not in self.members:
            added["timestamp"] = stored_bytes
        return raw.join(self.members | added)

    def _timestamp(self, stored: datetime) -> datetime:
        sent = self.value.get("timestamp")
        return timestamps.parse(sent) if sent else stored


def read_batch(body: bytes, version: Version, authority: bytes) -> list[Incoming]:
    """Read the body of a POST: one statement or an array of them, all right or none accepted.

    `authority` is the JSON of the agent that vouches for them. Raises StatementRefused or InvalidRequest that
    names the index and id of the first statement at fault.
    """
    batch = []
    for index, text in enumerate(raw.split(body)):
        try:
            batch.append(read(text, version, authority))
        except LrsError as error:
            error.index = index
            raise
    _refuse_conflicting_ids(batch)
    return batch


def read(text: bytes, version: Version, authority: bytes, *, named: uuid.UUID | None = None) -> Incoming:
    """Read one statement, whose id is `named`, its own, or a new one.

    Raises StatementRefused where a rule is broken, InvalidRequest where `named` is not the id inside, and
    TooLarge.
    """
    if len(text) > LARGEST:
        raise TooLarge(f"a statement may not exceed {LARGEST} bytes")
    members = raw.members(text)
    value: dict[str, Any] = raw.decode(text)
    try:
        check(value, version)
        own = uuid.UUID(value["id"]) if "id" in value else None
    except LrsError as error:
        sent = value.get("id")
        error.statement_id = sent if isinstance(sent, str) else None
        raise
    if named and own and named != own:
        raise InvalidRequest("the statement's id is not the one in statementId", pointer="/id")
    identity = named or own or uuid.uuid4()
    kept = {name: member for name, member in members.items() if name not in {"stored", "authority"}}
    if _lists_are_due(value):
        kept["context"] = _with_lists(kept["context"])
    if _lists_are_due(value["object"]):
        kept["object"] = raw.rewritten(kept["object"], {"context": _with_lists})
    kept.setdefault("id", _string(str(identity)))
    kept.setdefault("version", _string(version.statement_version))
    return Incoming(identity, value, kept | {"authority": authority})


def _lists_are_due(statement: dict[str, Any]) -> bool:
    """Tell whether a statement or SubStatement has a context activity that is in no array, as of 0.95."""
    given = statement.get("context", {}).get("contextActivities", {})
    return any(isinstance(each, dict) for each in given.values())


def _with_lists(context: bytes) -> bytes:
    """Return a context with its activities in arrays, in which they are always returned (Data 2.4.6.2)."""
    kinds = raw.members(raw.members(context)["contextActivities"])
    lists = raw.join({kind: _as_list(given) for kind, given in kinds.items()})
    return raw.rewritten(context, {"contextActivities": lambda _: lists})


def _as_list(given: bytes) -> bytes:
    return given if given.startswith(b"[") else raw.array([given])


def _refuse_conflicting_ids(batch: list[Incoming]) -> None:
    seen: set[uuid.UUID] = set()
    for index, statement in enumerate(batch):
        if statement.id in seen:
            raise InvalidRequest(
                "this id stands on two statements of the batch",
                rule="batch.unique-ids",
                pointer="/id",
                index=index,
                statement_id=str(statement.id),
            )
        seen.add(statement.id)


def _string(text: str) -> bytes:
    return msgspec.json.encode(text)
