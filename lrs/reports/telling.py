"""What a body was told of one award, report after report, and what it has to be told next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Literal

from lrs.credits.awards import Entry
from lrs.credits.policy import Policy
from lrs.reports.compilation import obstacle
from lrs.reports.corrections import deletion, replacement
from lrs.reports.person import Person
from lrs.reports.record import Action, Record, State
from lrs.reports.writer import ReportWriter, corrections_of

Answer = Literal["sent", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Told:
    """What the report of this `number` said of an award: an action on an entry, by its id.

    `state` is `sent` until the body answers. `mark` is the one of the record.
    """

    number: int
    entry: str
    action: Action
    state: Answer
    mark: str


@dataclass(frozen=True, slots=True)
class Due:
    """The days, both inclusive and in UTC, on which what is earned has to be reported by now."""

    since: date
    last: date

    def covers(self, entry: Entry) -> bool:
        """Tell whether the credit of an entry was earned on one of these days."""
        return (
            entry.earned_on is not None and self.since <= entry.earned_on.astimezone(UTC).date() <= self.last
        )


@dataclass(frozen=True, slots=True)
class Award:
    """One award: all its entries, all that the body was told of it, in order, and what a record needs.

    `policies` has the version of the policy of each entry, by number.
    """

    history: Sequence[Entry]
    told: Sequence[Told]
    policies: Mapping[int, Policy]
    person: Person

    @property
    def standing(self) -> Entry | None:
        """What the ledger says, or None where the award is revoked."""
        return self.history[-1] if stands(self.history) else None

    @property
    def held(self) -> Entry | None:
        """The entry that the body has."""
        named = held(self.told)
        return next(entry for entry in self.history if entry.id == named) if named else None

    def record(self, entry: Entry) -> Record:
        """Return the record of one of the entries."""
        return Record(entry, self.policies[entry.policy_version], self.person)

    def next_records(self, writer: ReportWriter, due: Due) -> Iterator[Record]:
        """Yield what the next report says of this award, in order; nothing where nothing has changed.

        What the body has rejected is left out until the entry or the person differs.
        """
        changes = self._changes(writer, due)
        refused = _refused(self.told)
        return (each for each in changes if each.mark not in refused) if refused else iter(changes)

    def _changes(self, writer: ReportWriter, due: Due) -> list[Record]:
        standing, has = self.standing, self.held
        if standing == has:
            return []
        if has is None:
            return [self._judged(standing, writer)] if standing and due.covers(standing) else []
        manner, wrong = corrections_of(writer), self.record(has)
        if standing is None:
            return [deletion(manner, wrong)]
        right = self._judged(standing, writer)
        if right.state == "ready":
            return replacement(manner, wrong, right)
        # What the body has is wrong, although it would not take what is right.
        return [deletion(manner, wrong), right]

    def _judged(self, entry: Entry, writer: ReportWriter) -> Record:
        record = self.record(entry)
        reason = obstacle(record, writer)
        return replace(record, state="not_reportable", reason=reason) if reason else record


def stands(history: Sequence[Entry]) -> str | None:
    """Return the id of the entry that stands, or None where the award is revoked."""
    return None if history[-1].kind == "revoked" else history[-1].id


def held(told: Sequence[Told]) -> str | None:
    """Return the id of the entry that a body has which was told this; what is unanswered counts as taken."""
    entry = None
    for each in told:
        if each.state != "rejected":
            entry = None if each.action == "delete" else each.entry
    return entry


def states(told: Sequence[Told]) -> list[State]:
    """Return the state of each: superseded is what a later report, not rejected, has said otherwise."""
    taken = max((each.number for each in told if each.state != "rejected"), default=0)
    return ["superseded" if _is_past(each, taken) else each.state for each in told]


def _is_past(each: Told, taken: int) -> bool:
    return each.state != "rejected" and each.number < taken


def _refused(told: Sequence[Told]) -> set[str]:
    """Return the marks of what the last report said of an award and the body has rejected."""
    return {each.mark for each in told if each.number == told[-1].number and each.state == "rejected"}
