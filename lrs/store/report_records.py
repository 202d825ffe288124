"""The records of reports: what each report tells of which award, and what the body has answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bson import ObjectId
from pymongo import UpdateMany

from lrs.errors import ReceiptRefused
from lrs.reports.receipt import Outcome
from lrs.reports.record import Action, Record, State, Via
from lrs.reports.telling import Told, states
from lrs.store.connection import Database
from lrs.store.faults import reaches_mongodb, streams_from_mongodb

Document = dict[str, Any]

TOGETHER: Final = 1_000
"""Documents that are read or written at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record of a report that was made, in the state that it is in now."""

    award: str
    entry: str
    learner: str
    action: Action
    via: Via
    state: State
    reason: str


class ReportRecords:
    """The records of one tenant's reports."""

    def __init__(self, db: Database) -> None:
        """Keep them in the collection `report_records`."""
        self._collection = db["report_records"]

    async def write(self, series: str, run: ObjectId, records: Sequence[Record], start: int) -> None:
        """Write records of the report that `run` makes; the first is the `start`th in it, from 0."""
        documents = [_document(each, series, run, place) for place, each in enumerate(records, start)]
        if documents:
            await self._collection.insert_many(documents, ordered=False)

    async def told(self, series: str, runs: dict[ObjectId, int]) -> AsyncIterator[tuple[str, list[Told]]]:
        """Yield what `runs`, which have numbers, told of each award of a series, by award id."""
        async for award, documents in self._by_award(series, runs):
            yield award, [_told(each, runs) for each in documents]

    @streams_from_mongodb
    async def lines(self, series: str, run: ObjectId, runs: dict[ObjectId, int]) -> AsyncIterator[Line]:
        """Yield the records of the report that `run` made, by award id, and then those not reportable."""
        async for _award, documents in self._by_award(series, runs):
            now = states([_told(each, runs) for each in documents])
            for document, state in zip(documents, now, strict=True):
                if document["run"] == run:
                    yield _line(document, state)
        async for document in self._collection.find({"run": run, "state": "not_reportable"}).sort("award", 1):
            yield _line(document, "not_reportable")

    @reaches_mongodb
    async def answer(self, run: ObjectId, outcomes: Sequence[Outcome]) -> None:
        """Note what became of records of the report that `run` made.

        Raises ReceiptRefused where one of them is not in it; then nothing is noted.
        """
        names = {each.record for each in outcomes}
        for start in range(0, len(outcomes), TOGETHER):
            part = [each.record for each in outcomes[start : start + TOGETHER]]
            told = {"run": run, "state": {"$ne": "not_reportable"}}
            for field in ("award", "entry"):
                names -= set(await self._collection.distinct(field, told | {field: {"$in": part}}))
        if names:
            raise ReceiptRefused(f"The report tells nothing of {min(names)}.")
        for start in range(0, len(outcomes), TOGETHER):
            writes = [_answer(run, each) for each in outcomes[start : start + TOGETHER]]
            await self._collection.bulk_write(writes)

    async def remove(self, runs: Collection[ObjectId]) -> None:
        """Remove what runs have written that made no report."""
        await self._collection.delete_many({"run": {"$in": list(runs)}})

    async def _by_award(
        self, series: str, runs: dict[ObjectId, int]
    ) -> AsyncIterator[tuple[str, list[Document]]]:
        """Yield each award with what was told of it, in order; not what was written by any other run."""
        told: list[Document] = []
        wanted = {"series": series, "state": {"$ne": "not_reportable"}}
        cursor = self._collection.find(wanted, batch_size=TOGETHER).sort("award", 1).allow_disk_use(True)
        while documents := await cursor.to_list(TOGETHER):
            for document in documents:
                if document["run"] not in runs:
                    continue
                if told and told[0]["award"] != document["award"]:
                    yield told[0]["award"], _in_order(told, runs)
                    told = []
                told.append(document)
        if told:
            yield told[0]["award"], _in_order(told, runs)


def _in_order(documents: list[Document], runs: dict[ObjectId, int]) -> list[Document]:
    return sorted(documents, key=lambda each: (runs[each["run"]], each["place"]))


def _document(record: Record, series: str, run: ObjectId, place: int) -> Document:
    return {
        "series": series,
        "run": run,
        "place": place,
        "award": record.entry.award_id,
        "entry": record.entry.id,
        "learner": record.entry.learner,
        "action": record.action,
        "via": record.via,
        "state": "sent" if record.state == "ready" else record.state,
        "reason": record.reason,
        "mark": record.mark,
    }


def _told(document: Document, runs: dict[ObjectId, int]) -> Told:
    number = runs[document["run"]]
    return Told(number, document["entry"], document["action"], document["state"], document["mark"])


def _line(document: Document, state: State) -> Line:
    fields = {name: document[name] for name in ("award", "entry", "learner", "action", "via", "reason")}
    return Line(state=state, **fields)


def _answer(run: ObjectId, outcome: Outcome) -> UpdateMany:
    named = {"$or": [{"award": outcome.record}, {"entry": outcome.record}]}
    told = {"run": run, "state": {"$ne": "not_reportable"}}
    return UpdateMany(told | named, {"$set": {"state": outcome.outcome, "reason": outcome.reason}})
