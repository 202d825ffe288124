"""What each statement contributes to a learner's credit, before anything is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from lrs.credits.basis import Attended, Basis, Fixed, Questions, Segment, Segments
from lrs.credits.content import certified, content, live, seconds, stays
from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy
from lrs.credits.verbs import ANSWERED, ATTENDED, completes


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a statement contributes to a session: seconds, or credits that no time is reckoned into."""

    statement_id: str
    at: datetime
    session: str
    seconds: Fraction = Fraction()
    credits: Fraction = Fraction()


@dataclass(frozen=True, slots=True)
class Session:
    """What belongs together: a session, a segment, an activity or a question.

    `seconds` are those that count, at most as many as the policy allows; each counts `factor` times.
    """

    name: str
    seconds: Fraction
    counted: Fraction
    factor: Fraction
    credits: Fraction

    def worth(self, minutes_per_credit: Decimal) -> Fraction:
        """Return what this is worth in credits, exactly."""
        return self.counted * self.factor / (60 * Fraction(minutes_per_credit)) + self.credits


def contributions(policy: Policy, evidence: Sequence[Evidence]) -> list[Contribution]:
    """Return what `evidence`, which is in order, contributes by the basis of the policy, in order."""
    match policy.basis:
        case Fixed():
            found = [item for item in live(certified(policy, evidence), policy.window) if completes(item)]
            return list(_units(found, Fraction(policy.basis.credits)))
        case Questions():
            answers = _answers(policy.basis, live(content(policy, evidence), policy.window))
            return list(_units(answers, 1 / Fraction(policy.basis.per_credit)))
        case Segments():
            return list(_segments(policy.basis, live(content(policy, evidence), policy.window)))
        case _:
            return [
                Contribution(item.statement_id, item.timestamp, item.activity, seconds(item))
                for item in live(stays(content(policy, evidence)), policy.window)
            ]


def sessions(basis: Basis, found: Iterable[Contribution]) -> list[Session]:
    """Return the sessions to which contributions belong, in the order in which they began."""
    by_name: dict[str, list[Contribution]] = {}
    for each in found:
        by_name.setdefault(each.session, []).append(each)
    return [_session(basis, name, several) for name, several in by_name.items()]


def _session(basis: Basis, name: str, found: Sequence[Contribution]) -> Session:
    attended = sum((each.seconds for each in found), Fraction())
    credits_ = sum((each.credits for each in found), Fraction())
    title, at_most, factor = name, None, Fraction(1)
    match basis:
        case Attended():
            at_most = basis.at_most
        case Segments():
            segment = basis.segments[int(name)]
            title, factor, at_most = segment.title, segment.factor, _at_most(segment)
    counted = attended if at_most is None else min(attended, 60 * Fraction(at_most))
    return Session(title, attended, counted, factor, credits_)


def _at_most(segment: Segment) -> Decimal | None:
    limits = [limit for limit in (segment.minutes, segment.at_most) if limit is not None]
    return min(limits, default=None)


def _units(found: Iterable[Evidence], credits_: Fraction) -> Iterator[Contribution]:
    """Yield the first statement about each activity, with what every activity is worth."""
    known: set[str] = set()
    for item in found:
        if item.activity not in known:
            known.add(item.activity)
            yield Contribution(item.statement_id, item.timestamp, item.activity, credits=credits_)


def _answers(basis: Questions, found: Iterable[Evidence]) -> list[Evidence]:
    return [
        item
        for item in found
        if item.activity in basis.activities and item.verb == ANSWERED and (item.success or not basis.correct)
    ]


def _segments(basis: Segments, found: Iterable[Evidence]) -> Iterator[Contribution]:
    for item in found:
        number = next((n for n, each in enumerate(basis.segments) if item.activity in each.activities), None)
        if number is not None and (spent := _spent(basis.segments[number], item)):
            yield Contribution(item.statement_id, item.timestamp, str(number), spent)


def _spent(segment: Segment, item: Evidence) -> Fraction:
    if segment.minutes is None:
        return seconds(item) if item.verb == ATTENDED else Fraction()
    return 60 * Fraction(segment.minutes) if item.verb == ATTENDED or completes(item) else Fraction()
