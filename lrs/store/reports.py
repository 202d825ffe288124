"""What goes into a report, gathered from the ledger, the policies and the people registry."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from lrs.errors import InvalidRequest
from lrs.reports.compilation import compile_report
from lrs.reports.report import Report
from lrs.reports.writer import ReportWriter
from lrs.store.checkpoints import Checkpoints
from lrs.store.ledger import AwardQuery, Ledger
from lrs.store.people import People
from lrs.store.policies import Policies


class Reports:
    """The reports of one tenant."""

    def __init__(self, ledger: Ledger, checkpoints: Checkpoints, people: People, policies: Policies) -> None:
        """Gather from these; of every report there is a checkpoint that is not older."""
        self._ledger = ledger
        self._checkpoints = checkpoints
        self._people = people
        self._policies = policies

    async def compile(self, writer: ReportWriter, first: date, last: date) -> Report:
        """Return the report of `writer`'s body on the credit earned from `first` to `last`, both inclusive.

        Raises InvalidRequest if the period ends before it begins.
        """
        if last < first:
            raise InvalidRequest(f"the period ends on {last}, before it begins on {first}", pointer="to")
        query = AwardQuery(
            body=writer.body,
            earned_from=datetime.combine(first, time(), UTC),
            earned_before=_day_after(last),
        )
        entries = [entry async for entry in self._ledger.awards(query)]
        await self._checkpoints.keep_up()
        people = await self._people.of({entry.learner for entry in entries})
        policies = await self._policies.versions((entry.policy_id, entry.policy_version) for entry in entries)
        awards = [(entry, policies[entry.policy_id, entry.policy_version]) for entry in entries]
        return compile_report(writer, first, last, awards, people, datetime.now(UTC))


def _day_after(day: date) -> datetime | None:
    """Return the beginning of the next day, or None behind the last day that there is."""
    return datetime.combine(day, time(), UTC) + timedelta(days=1) if day < date.max else None
