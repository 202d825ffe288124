"""What statements contribute to a learner's credit, before anything is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from lrs.credits.basis import Attended, Basis, Fixed, Questions, Segment, Segments, Statements, Watched
from lrs.credits.content import attended, certified, content, counting, live
from lrs.credits.credit import Credit
from lrs.credits.evidence import Evidence
from lrs.credits.policy import Policy
from lrs.credits.simultaneous import Presence, counted
from lrs.credits.stretches import Interval, Stretch, length, union
from lrs.credits.verbs import ANSWERED, ATTENDED, completes
from lrs.credits.watching import watched

Exact = int | Fraction
"""A number that nothing is rounded off; whole numbers are the faster ones."""
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Contribution:
    """What statements contribute to a session: a stretch of it, microseconds that it is worth, or credits.

    `at` is when the last of them was made.
    """

    statements: tuple[str, ...]
    at: datetime
    session: str
    interval: Interval | None = None
    worth: Exact = 0
    credits: Exact = 0


@dataclass(frozen=True, slots=True)
class Session:
    """What belongs together: a session, a segment, a recording, an activity or a question.

    `spent` are the microseconds attended or watched, and `counted` those of them that count, each `factor`
    times.
    """

    name: str
    spent: Exact
    counted: Exact
    factor: Exact
    credits: Exact


def worths(found: Iterable[Session], credit: Credit) -> list[Fraction]:
    """Return what sessions are worth in credits, exactly: one number for each sum that is to be rounded."""
    rate = _MINUTE * Fraction(credit.minutes_per_credit)
    if credit.per_session:
        return [each.counted * each.factor / rate + each.credits for each in found]
    several = list(found)
    return [counted_in_all(several) / rate + sum(each.credits for each in several)]


def counted_in_all(found: Iterable[Session]) -> Exact:
    """Return how many microseconds count, each as often as it does."""
    return sum(each.counted * each.factor for each in found)


def contributions(policy: Policy, evidence: Sequence[Evidence]) -> list[Contribution]:
    """Return what `evidence`, which is in order, contributes by the basis of the policy, in order."""
    basis, window = policy.basis, policy.window
    match basis:
        case Fixed():
            found = [item for item in live(certified(policy, evidence), window) if completes(item)]
            return list(_units(found, Fraction(basis.credits)))
        case Questions():
            answers = _answers(basis, live(content(policy, evidence), window))
            return list(_units(answers, 1 / Fraction(basis.per_credit)))
        case Statements():
            return list(_each(basis, live(certified(policy, evidence), window)))
        case Segments():
            return list(_segments(basis, policy, evidence))
        case Watched():
            recordings = [item for item in content(policy, evidence) if item.activity in basis.activities]
            return _stretches(counting(watched(recordings), window))
        case _:
            return _stretches(counting(attended(policy, evidence), window))


def sessions(basis: Basis, found: Iterable[Contribution]) -> list[Session]:
    """Return the sessions to which contributions belong, in the order in which they began.

    Time that was spent in several sessions at once counts in one of them: so that it is worth most.
    """
    grouped: dict[str, list[Contribution]] = {}
    for each in found:
        grouped.setdefault(each.session, []).append(each)
    rules = {name: _rule(basis, name) for name in grouped}
    spent = {
        name: union([each.interval for each in several if each.interval]) for name, several in grouped.items()
    }
    if isinstance(basis, Watched):
        shares = {name: length(intervals) for name, intervals in spent.items()}
    else:
        shares = _shares(spent, rules)
    return [
        _session(rules[name], several, length(spent[name]), shares[name]) for name, several in grouped.items()
    ]


@dataclass(frozen=True, slots=True)
class _Rule:
    title: str
    factor: Exact = 1
    at_most: Decimal | None = None


def _rule(basis: Basis, name: str) -> _Rule:
    match basis:
        case Attended():
            return _Rule(name, at_most=basis.at_most)
        case Segments():
            segment = basis.segments[int(name)]
            return _Rule(segment.title, segment.factor, _at_most(segment))
        case _:
            return _Rule(name)


def _at_most(segment: Segment) -> Decimal | None:
    limits = [limit for limit in (segment.minutes, segment.at_most) if limit is not None]
    return min(limits, default=None)


def _shares(spent: Mapping[str, list[Interval]], rules: Mapping[str, _Rule]) -> dict[str, int]:
    """Return how many microseconds of each session count, where each moment counts in one."""
    names = sorted(spent, key=lambda name: -rules[name].factor)
    presences = []
    for name in names:
        at_most = rules[name].at_most
        presences.append(Presence(spent[name], None if at_most is None else int(at_most * _MINUTE)))
    return dict(zip(names, counted(presences), strict=True))


def _session(rule: _Rule, found: Sequence[Contribution], spent: int, share: int) -> Session:
    worth: Exact = sum(each.worth for each in found)
    at_most = worth if rule.at_most is None else _MINUTE * Fraction(rule.at_most)
    return Session(
        name=rule.title,
        spent=spent + worth,
        counted=share + min(worth, at_most),
        factor=rule.factor,
        credits=sum(each.credits for each in found),
    )


def _units(found: Iterable[Evidence], credits_: Fraction) -> Iterator[Contribution]:
    """Yield the first statement about each activity, with what every activity is worth."""
    known: set[str] = set()
    for item in found:
        if item.activity not in known:
            known.add(item.activity)
            yield Contribution((item.statement_id,), item.timestamp, item.activity, credits=credits_)


def _answers(basis: Questions, found: Iterable[Evidence]) -> list[Evidence]:
    return [
        item
        for item in found
        if item.activity in basis.activities and item.verb == ANSWERED and (item.success or not basis.correct)
    ]


def _each(basis: Statements, found: Iterable[Evidence]) -> Iterator[Contribution]:
    for item in found:
        if item.verb == basis.verb and item.filled.issuperset(basis.filled):
            statement = item.statement_id
            yield Contribution((statement,), item.timestamp, statement, credits=Fraction(basis.credits))


def _stretches(found: Iterable[Stretch]) -> list[Contribution]:
    return [Contribution(each.statements, each.at, each.activity, each.interval) for each in found]


def _segments(basis: Segments, policy: Policy, evidence: Sequence[Evidence]) -> list[Contribution]:
    present = counting(attended(policy, evidence), policy.window)
    done = [
        item
        for item in live(content(policy, evidence), policy.window)
        if item.verb == ATTENDED or completes(item)
    ]
    stretches = [Contribution(each.statements, each.at, each.activity, each.interval) for each in present]
    stretches += [Contribution((item.statement_id,), item.timestamp, item.activity) for item in done]
    found = [placed for each in stretches for placed in _placed(basis, each)]
    return sorted(found, key=lambda each: (each.at, each.statements))


def _placed(basis: Segments, found: Contribution) -> Iterator[Contribution]:
    """Yield what a contribution by its activity is worth to the segment that this belongs to."""
    number = next((n for n, each in enumerate(basis.segments) if found.session in each.activities), None)
    if number is None:
        return
    minutes = basis.segments[number].minutes
    if minutes is not None:
        yield replace(found, session=str(number), interval=None, worth=_MINUTE * Fraction(minutes))
    elif found.interval:
        yield replace(found, session=str(number))
