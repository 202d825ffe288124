"""The two ways in which a statement comes in from a file: as a new one, or as it was in another store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from lrs.imports.reader import Row
from lrs.store.attachments import Upload
from lrs.store.moved import Moved, Places, read_moved
from lrs.store.store import Store
from lrs.xapi.agents import agent_key
from lrs.xapi.incoming import Incoming, read
from lrs.xapi.versions import V1_0_3, Version, negotiate

S = TypeVar("S", bound=Incoming)


class Intake(Protocol[S]):
    """How rows become statements, and how these are stored."""

    def read(self, row: Row) -> S:
        """Return the statement of a row. Raises StatementRefused, InvalidRequest or TooLarge."""

    async def commit(self, batch: Sequence[S], upload: Upload | None) -> int:
        """Store a batch with the contents in `upload`, as `Committer.commit` does."""


class AsNew:
    """Statements that are stored now, for which the import vouches; their ids and timestamps stay."""

    def __init__(self, store: Store) -> None:
        """Store into `store`."""
        account = {"homePage": store.home_page, "name": "lrs-import"}
        authority = {"objectType": "Agent", "name": "lrs import", "account": account}
        self._committer = store.committer
        self._authority = msgspec.json.encode(authority)
        self._authority_key = str(agent_key(authority))

    def read(self, row: Row) -> Incoming:
        """Return the statement of a row."""
        return read(row.text, _version(row.text), self._authority)

    async def commit(self, batch: Sequence[Incoming], upload: Upload | None) -> int:
        """Store a batch under the import's authority."""
        return await self._committer.commit(batch, self._authority_key, upload=upload, defines=True)


class AsKept:
    """Statements that keep `stored` and authority: a store that moves."""

    def __init__(self, store: Store) -> None:
        """Store into `store`, which no service has been started on."""
        self._moving = store.moving
        self._places = Places()

    def read(self, row: Row) -> Moved:
        """Return the statement of a row, which gets its place behind those of the rows before."""
        return read_moved(row.text, _version(row.text), self._places)

    async def commit(self, batch: Sequence[Moved], upload: Upload | None) -> int:
        """Store a batch in its places. Raises AlreadyServed besides."""
        return await self._moving.commit(batch, upload)


class _Versioned(msgspec.Struct):
    version: Any = None


_VERSION = msgspec.json.Decoder(_Versioned)


def _version(text: bytes) -> Version:
    """Return the version that a statement says it has; most say nothing and are of 1.0."""
    try:
        sent = _VERSION.decode(text).version
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return V1_0_3  # what is wrong is said where the statement is read
    return negotiate(sent) if isinstance(sent, str) else V1_0_3
