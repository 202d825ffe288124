"""The statements of one request on their way into the store, and what becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from lrs.errors import Conflict, LrsError
from lrs.store.attachments import Upload
from lrs.xapi import raw
from lrs.xapi.equality import same
from lrs.xapi.incoming import Incoming


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """A batch that is stored whole or not at all, for the agent key `authority`.

    `upload` holds the contents of its attachments; with `defines`, what it says of Activities and Verbs
    counts. `stored` is how many of its statements were new, or the error that kept all of them out.
    """

    batch: Sequence[Incoming]
    authority: str
    upload: Upload | None = None
    defines: bool = False
    stored: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def ids(self) -> set[UUID]:
        """The ids of its statements."""
        return {statement.id for statement in self.batch}

    @property
    def size(self) -> int:
        """Bytes of its statements."""
        return sum(len(member) for statement in self.batch for member in statement.members.values())

    def accept(self, new: int) -> None:
        """Acknowledge: all of it is durable, and `new` of its statements were not stored before."""
        if not self.stored.done():
            self.stored.set_result(new)

    def refuse(self, error: LrsError) -> None:
        """Say why nothing of it was stored, or that it is not certain."""
        if not self.stored.done():
            self.stored.set_exception(error)

    def unlike(self, known: Mapping[UUID, bytes]) -> Conflict | None:
        """Return what is wrong if another statement is `known` under the id of one of its own."""
        return unlike(self.batch, known)

    def without(self, known: Mapping[UUID, Any]) -> list[Incoming]:
        """Return its statements that are not `known`."""
        return [statement for statement in self.batch if statement.id not in known]


def unlike(batch: Sequence[Incoming], known: Mapping[UUID, bytes]) -> Conflict | None:
    """Return what is wrong if another statement is `known` under the id of one of these."""
    for index, statement in enumerate(batch):
        stored = known.get(statement.id)
        if stored is not None and not same(raw.decode(stored), statement.value):
            return Conflict(
                "another statement is stored under this id",
                rule="statement.immutable",
                pointer="/id",
                index=index,
                statement_id=str(statement.id),
            )
    return None
