"""Statements that an operator keeps no longer, but for those that credit still needs.

xAPI knows no end of a statement (Data 2.3.1); how long they may be kept is a matter of law and contract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pymongo

from lrs.credits.retention import Held, later
from lrs.errors import InvalidRequest
from lrs.store.attachments import Attachments
from lrs.store.audit import Audit
from lrs.store.clock import WRITER_BITS, microseconds
from lrs.store.closed import Closed
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb
from lrs.store.ledger import AwardQuery
from lrs.store.retention import Record, Retention
from lrs.store.statement_document import hashes
from lrs.store.transactions import in_transaction

LONGEST: Final = 86_400.0
"""Seconds that it may take altogether."""
TOGETHER: Final = 500
"""Statements that are removed in one transaction."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expired:
    """How many statements were removed, and how many of that time were not; `contents` are of attachments.

    `held` are the awards that rest on statements of that time which therefore stay. `closed` awards have lost
    what they rest on, since their term is over: they stay as they are.
    """

    removed: int = 0
    kept: int = 0
    contents: int = 0
    held: tuple[Held, ...] = ()
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why statements stay: awards rest on them, by statement, or they are about what a policy looks at."""

    now: datetime
    awards: Mapping[UUID, Sequence[Held]]
    records: tuple[Record, ...]

    def keep(self, document: Document) -> bool:
        """Tell whether credit needs a statement still."""
        awards = self.awards.get(document["_id"], ())
        return any(not award.is_over for award in awards) or any(
            document.get("activity", "") in record.scope
            and later(document["timestamp"], record.years) > self.now
            for record in self.records
        )


class Expiry:
    """Removes statements of one tenant."""

    def __init__(
        self,
        db: Database,
        retention: Retention,
        attachments: Attachments,
        closed: Closed,
        audit: Audit,
    ) -> None:
        """Remove from the collection `statements` of `db`."""
        self._db = db
        self._statements = db["statements"]
        self._retention = retention
        self._attachments = attachments
        self._closed = closed
        self._audit = audit

    @reaches_mongodb
    async def foresee(self, before: datetime) -> Expired:
        """Return what `carry_out` would do. Raises InvalidRequest for a time to come."""
        return await self._go_through(before, removing=False)

    @reaches_mongodb
    async def carry_out(self, before: datetime) -> Expired:
        """Remove what was stored before a time, with contents that no statement has then, but for what stays.

        An award whose evidence goes is closed: it stays as it is, and is not computed again. What was cut
        short may be done again. Raises InvalidRequest for a time to come.
        """
        expired = await self._go_through(before, removing=True)
        said = {"before": before, "removed": expired.removed, "kept": expired.kept}
        await self._audit.note("statements were removed", said | {"contents": expired.contents})
        return expired

    async def _go_through(self, before: datetime, *, removing: bool) -> Expired:
        grounds = await self._grounds()
        if before > grounds.now:
            raise InvalidRequest("statements cannot be removed before they come: name a time that has passed")
        bound = microseconds(before) << WRITER_BITS
        total, held, closed = Expired(), set[Held](), set[str]()
        with pymongo.timeout(LONGEST):
            cursor = self._statements.find({"at": {"$lt": bound}}, _READ).sort("at", 1)
            while some := await cursor.to_list(TOGETHER):
                staying = await self._staying(some, grounds, bound)
                going = [document for document in some if document["_id"] not in staying]
                held |= {award for award in _awards(staying, grounds) if not award.is_over}
                lost = {award.entry.award_id for award in _awards(_ids(going), grounds)}
                closed |= lost
                if removing and going:
                    await self._closed.add(lost, "its evidence was removed")
                    total = replace(total, contents=total.contents + await self._remove(going))
                total = replace(total, removed=total.removed + len(going), kept=total.kept + len(staying))
        return replace(total, held=tuple(sorted(held, key=_by_learner)), closed=len(closed))

    async def _grounds(self) -> Grounds:
        awards: dict[UUID, list[Held]] = defaultdict(list)
        for award in await self._retention.awards(AwardQuery()):
            for statement in award.entry.evidence:
                awards[UUID(statement)].append(award)
        return Grounds(datetime.now(UTC), awards, tuple(await self._retention.records()))

    async def _staying(self, some: Sequence[Document], grounds: Grounds, bound: int) -> set[UUID]:
        """Return which of these stay: whatever is needed, and what refers to a statement that stays."""
        targets = [document["refers_to"] for document in some if "refers_to" in document]
        found = await self._statements.find({"_id": {"$in": targets}}, _READ).to_list(None) if targets else []
        stay = {each["_id"] for each in found if each["at"] >= bound or grounds.keep(each)}
        return {
            document["_id"]
            for document in some
            if grounds.keep(document) or document.get("refers_to") in stay
        }

    async def _remove(self, going: Sequence[Document]) -> int:
        """Remove statements, and return how many contents went with them."""
        contents = hashes(going)

        async def remove(session: Session) -> int:
            await self._statements.delete_many({"_id": {"$in": _ids(going)}}, session=session)
            unused = contents - await self._in_use(contents, session)
            return await self._attachments.remove(unused, session)

        return await in_transaction(self._db.client, remove)

    async def _in_use(self, contents: Collection[str], session: Session) -> set[str]:
        wanted = {"attachments.sha2": {"$in": list(contents)}}
        found = (
            await self._statements.distinct("attachments.sha2", wanted, session=session) if contents else []
        )
        return set(found)


_READ = dict.fromkeys(("at", "activity", "timestamp", "refers_to", "attachments.sha2"), 1)


def _ids(documents: Sequence[Document]) -> list[UUID]:
    return [document["_id"] for document in documents]


def _awards(statements: Collection[UUID], grounds: Grounds) -> set[Held]:
    return {award for each in statements for award in grounds.awards.get(each, ())}


def _by_learner(award: Held) -> tuple[str, str, str]:
    return (award.entry.learner, award.entry.policy_id, award.entry.award_id)
