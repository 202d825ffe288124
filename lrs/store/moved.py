"""A statement that keeps its `stored` time and its authority, since it comes from another store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from lrs.errors import StatementRefused
from lrs.store.clock import WRITER_BITS, microseconds
from lrs.xapi import raw, timestamps
from lrs.xapi.agents import authority_key
from lrs.xapi.incoming import Incoming, read
from lrs.xapi.versions import Version


@dataclass(frozen=True, slots=True)
class Moved(Incoming):
    """A checked statement with all that a store had added to it, and the key `at` that it gets here.

    `authority` is the agent key of whoever vouched for it there.
    """

    at: int
    authority: str

    def json(self, stored: datetime) -> bytes:
        """Return the statement as it was kept there; `stored` is what its key says, and not used."""
        return raw.join(self.members)


class Places:
    """Keys for statements that come one by one, in the order of their `stored` times.

    A file may have many with the same time: each gets the next key, which after 256 of them is one of the
    next microsecond. Where a file goes back in time, so do the keys.
    """

    def __init__(self) -> None:
        """Begin with no statement."""
        self._last = 0
        self._stored = 0

    def next(self, stored: datetime) -> int:
        """Return the key of the next statement."""
        before, self._stored = self._stored, microseconds(stored)
        first = self._stored << WRITER_BITS
        self._last = max(first, self._last + 1) if self._stored >= before else first
        return self._last


class _Added(msgspec.Struct):
    """What a store adds to a statement, as it stands there."""

    stored: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    authority: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def read_moved(text: bytes, version: Version, places: Places) -> Moved:
    """Read a statement that was in a store before.

    Raises StatementRefused where it breaks a rule, or has no `stored`, no authority or no time that was.
    """
    statement = read(text, version, b"null")
    added = msgspec.json.decode(text, type=_Added)
    value = statement.value
    if added.stored is msgspec.UNSET or added.authority is msgspec.UNSET:
        missing = "stored" if added.stored is msgspec.UNSET else "authority"
        raise _refused(value, f"{missing} is missing, and it is to be kept", missing)
    members = statement.members | {"stored": bytes(added.stored), "authority": bytes(added.authority)}
    if "timestamp" not in value:
        members["timestamp"] = members["stored"]
    stored = _stored(value)
    return Moved(
        id=statement.id,
        value={"timestamp": value["stored"]} | value,
        members={name: members[name] for name in value} | members,
        at=places.next(stored),
        authority=_authority(value),
    )


def _stored(statement: dict[str, Any]) -> datetime:
    stored = timestamps.parse(statement["stored"])
    if not _EARLIEST <= stored <= datetime.now(UTC):
        raise _refused(statement, "stored lies in the future, or before 1970", "stored")
    return stored


def _authority(statement: dict[str, Any]) -> str:
    key = authority_key(statement["authority"])
    if key is None:
        raise _refused(statement, "authority has no identifier", "authority")
    return key


def _refused(statement: dict[str, Any], message: str, member: str) -> StatementRefused:
    sent = statement.get("id")
    return StatementRefused(message, rule="statement.kept", pointer=f"/{member}", statement_id=sent)


_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
