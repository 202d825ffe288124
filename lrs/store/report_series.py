"""The reports to one body in one format, one after the other: which run may make the next one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from lrs.errors import Conflict
from lrs.store.connection import Database, Session


@dataclass(frozen=True, slots=True)
class Turn:
    """The right of a run to make the report of this `number`, until another run begins.

    Since the day `since` credit is reported; before the first report, that is the day it begins with. The
    runs `abandoned` have begun earlier and made nothing.
    """

    series: str
    run: ObjectId
    number: int
    since: date
    abandoned: Collection[ObjectId]


class ReportSeries:
    """The series of one tenant."""

    def __init__(self, db: Database) -> None:
        """Keep them in the collection `report_series`."""
        self._collection = db["report_series"]

    async def begin(self, series: str, first: date) -> Turn:
        """Begin a run that makes the next report of a series, from `first` on; one under way loses."""
        run = ObjectId()
        claim: dict[str, Any] = {"$push": {"runs": run}, "$min": {"since": first.isoformat()}}
        found = await self._collection.find_one_and_update(
            {"_id": series}, claim, upsert=True, return_document=ReturnDocument.AFTER
        )
        abandoned = [each for each in found["runs"] if each != run]
        since = date.fromisoformat(found["since"])
        return Turn(series, run, found.get("made", 0) + 1, since, abandoned)

    async def end(self, turn: Turn, session: Session) -> None:
        """Count the report as made. Raises Conflict where another run has begun since."""
        mine = {"_id": turn.series, "$expr": {"$eq": [{"$last": "$runs"}, turn.run]}}
        made = {"$set": {"made": turn.number, "runs": []}}
        if not (await self._collection.update_one(mine, made, session=session)).matched_count:
            raise Conflict(f"another run is making the next report of {turn.series}")
