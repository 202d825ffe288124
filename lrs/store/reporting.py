"""Reports that carry on from each other: made from the ledger, kept, answered by their bodies.

A report becomes one by a single transaction at the end of its run. Before that, whatever the run has written
counts for nothing: a run that is killed leaves what the next one removes, and the next one makes the same
report.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Final

from bson import ObjectId

from lrs.credits.awards import Entry
from lrs.errors import Conflict, InvalidRequest, NothingToReport
from lrs.reports.manifest import Counts, Manifest, report_id
from lrs.reports.person import unknown
from lrs.reports.receipt import Outcome
from lrs.reports.record import Record
from lrs.reports.report import Report, Selection
from lrs.reports.telling import Award, Due, Told, held, stands
from lrs.reports.writer import ReportWriter
from lrs.store.checkpoints import Checkpoints
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb, streams_from_mongodb
from lrs.store.ledger import Ledger
from lrs.store.people import People
from lrs.store.policies import Policies
from lrs.store.report_files import ReportFiles
from lrs.store.report_records import Line, ReportRecords
from lrs.store.report_series import ReportSeries, Turn
from lrs.store.spool import Spool
from lrs.store.transactions import in_transaction

TOGETHER: Final = 500
"""Awards that are joined with people and policies at once."""

Changed = tuple[list[Entry], list[Told]]


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a report, both inclusive, in UTC."""

    first: date
    last: date


class Reporting:
    """Makes the reports of one tenant and reads what bodies answer."""

    def __init__(
        self,
        db: Database,
        ledger: Ledger,
        checkpoints: Checkpoints,
        people: People,
        policies: Policies,
        files: ReportFiles,
    ) -> None:
        """Make reports from these, and keep them in `files`."""
        self._client = db.client
        self._ledger = ledger
        self._checkpoints = checkpoints
        self._people = people
        self._policies = policies
        self._files = files
        self._records = ReportRecords(db)
        self._series = ReportSeries(db)

    @reaches_mongodb
    async def make(self, writer: ReportWriter, first: date, last: date) -> Manifest:
        """Make the next report to `writer`'s body in its format and return its manifest.

        It tells what was earned from `first` to `last`, both inclusive, and was not told before; what has
        come late for the days since the series began; and what of all that was told has changed.

        Raises InvalidRequest if the period ends before it begins, NothingToReport where there is nothing to
        tell, and Conflict where another run begins before this one ends: that one makes the report.
        """
        if last < first:
            raise InvalidRequest(f"the period ends on {last}, before it begins on {first}", pointer="to")
        turn = await self._series.begin(_series(writer), first)
        await self._remove(turn.abandoned)
        try:
            with Spool() as spool:
                return await self._make(turn, writer, Period(first, last), spool)
        except (Conflict, NothingToReport):
            await self._remove([turn.run])
            raise

    @streams_from_mongodb
    async def lines(self, manifest: Manifest) -> AsyncIterator[Line]:
        """Yield the records of a report, each in the state that it is in now."""
        runs = await self._files.runs(manifest.body, manifest.format)
        run = next(run for run, number in runs.items() if number == manifest.number)
        async for line in self._records.lines(_series(manifest), run, runs):
            yield line

    @reaches_mongodb
    async def receive(self, name: str, outcomes: Sequence[Outcome]) -> None:
        """Note what a body says of the records of a report; to note it again changes nothing.

        Raises NotFound where there is no such report, ReceiptRefused where it does not have such a record.
        """
        await self._records.answer(await self._files.run(name), outcomes)

    async def _make(self, turn: Turn, writer: ReportWriter, period: Period, spool: Spool) -> Manifest:
        checkpoint = await self._checkpoints.make()
        due = Due(turn.since, period.last)
        counts = Counts()
        async for records in self._next_records(writer, due, checkpoint.checkpoint.sequence):
            await self._records.write(turn.series, turn.run, records, len(spool))
            spool.extend(records)
            counts = counts.counting(records)
        if not counts.told:
            raise NothingToReport(
                f"There is nothing new to tell {writer.body} up to {due.last}; "
                f"{counts.not_reportable} are not reportable."
            )
        created = datetime.now(UTC)
        written = await self._files.write(turn.run, _content(writer, period, spool, created))
        manifest = Manifest(
            body=writer.body,
            id=report_id(writer.format, turn.number),
            format=writer.format,
            number=turn.number,
            first=period.first,
            last=period.last,
            created=created,
            media_type=writer.media_type,
            size=written.size,
            sha256=written.sha256,
            records=counts,
            checkpoint=checkpoint,
            software=version("cme-lrs"),
        )
        await self._publish(turn, manifest)
        return manifest

    async def _publish(self, turn: Turn, manifest: Manifest) -> None:
        async def write(session: Session) -> None:
            await self._series.end(turn, session)
            await self._files.publish(turn.run, manifest, session)

        await in_transaction(self._client, write)

    async def _next_records(self, writer: ReportWriter, due: Due, until: int) -> AsyncIterator[list[Record]]:
        """Yield what the next report tells, some hundred awards at a time."""
        changed: list[Changed] = []
        async for history, told in self._awards(writer, until):
            if stands(history) == held(told):
                continue
            changed.append((history, told))
            if len(changed) == TOGETHER:
                yield await self._joined(changed, writer, due)
                changed = []
        yield await self._joined(changed, writer, due)

    async def _awards(self, writer: ReportWriter, until: int) -> AsyncIterator[Changed]:
        """Yield each award of the body, as its entries and what was told of it; both come by award id."""
        runs = await self._files.runs(writer.body, writer.format)
        all_told = self._records.told(_series(writer), runs)
        ahead = await anext(all_told, None)
        async for history in self._ledger.histories(writer.body, until):
            while ahead and ahead[0] < history[0].award_id:
                ahead = await anext(all_told, None)
            yield history, ahead[1] if ahead and ahead[0] == history[0].award_id else []

    async def _joined(self, changed: list[Changed], writer: ReportWriter, due: Due) -> list[Record]:
        entries = [entry for history, _told in changed for entry in history]
        people = await self._people.of({entry.learner for entry in entries})
        policies = await self._policies.versions((entry.policy_id, entry.policy_version) for entry in entries)
        return [
            record
            for history, told in changed
            for record in Award(
                history,
                told,
                {entry.policy_version: policies[entry.policy_id, entry.policy_version] for entry in history},
                people.get(history[0].learner) or unknown(history[0].learner),
            ).next_records(writer, due)
        ]

    async def _remove(self, runs: Collection[ObjectId]) -> None:
        """Remove what runs have written that can make no report any more."""
        if runs:
            await self._records.remove(runs)
            await self._files.remove(runs)


def _content(writer: ReportWriter, period: Period, spool: Spool, created: datetime) -> Iterator[bytes]:
    """Return the file; it is empty where its format has no place for what is told by other means."""
    records = Selection(spool, lambda record: record.via == "file")
    try:
        return writer.write(Report(writer.body, period.first, period.last, records, created))
    except NothingToReport:
        return iter(())


def _series(made: ReportWriter | Manifest) -> str:
    return f"{made.body}/{made.format}"
