"""When somebody was present, and how much of it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.attendance import stays
from lrs.credits.evidence import Evidence
from lrs.credits.simultaneous import Presence, counted
from lrs.credits.stretches import Interval, seconds, union
from tests.unit.credits.samples import ACTIVITY, ATTENDED, NOON, assessed, attended, evidence, policy

JOINED = "http://activitystrea.ms/join"
LEFT = "http://activitystrea.ms/leave"
INTERVALS = st.builds(Interval, st.integers(0, 50), st.integers(0, 50))
SEVERAL = st.lists(INTERVALS, max_size=8)


def minutes(*given: Evidence, until_last_seen: bool = False) -> Fraction:
    """Return how many minutes somebody was present."""
    ordered = sorted(given, key=lambda item: (item.timestamp, item.statement_id))
    found = stays(ordered, until_last_seen=until_last_seen)
    return seconds(stay.interval for stay in found) / 60


def at(minute: int, verb: str, registration: str | None = None, activity: str = ACTIVITY) -> Evidence:
    name = f"{verb[-5:]} {minute} {registration}"
    return evidence(name, verb, minute, registration=registration, activity=activity)


def joined(minute: int, registration: str | None = None) -> Evidence:
    return at(minute, JOINED, registration)


def left(minute: int, registration: str | None = None) -> Evidence:
    return at(minute, LEFT, registration)


def answered(minute: int) -> Evidence:
    return at(minute, "http://adlnet.gov/expapi/verbs/answered")


@pytest.mark.parametrize(
    ("done", "present"),
    [
        ([joined(0), left(40)], 40),
        ([joined(0), left(10), joined(30), left(50)], 30),
        ([joined(0, "laptop"), joined(5, "phone"), left(20, "phone"), left(40, "laptop")], 40),
        ([joined(0), joined(5), left(20), left(40)], 40),
        ([joined(0, "laptop"), joined(30, "phone"), left(40, "laptop"), left(60, "phone")], 60),
        ([joined(0), joined(30), left(50)], 20),
        ([joined(0)], 0),
        ([left(10)], 0),
        ([joined(0), left(10), left(20)], 10),
        ([attended("a", 30, 40), joined(20), left(60)], 50),
        ([attended("a", 30, 40), attended("b", 30, 40)], 30),
        ([evidence("a", ATTENDED)], 0),
        (
            [
                at(0, "http://activitystrea.ms/schema/1.0/join"),
                at(9, "http://activitystrea.ms/schema/1.0/leave"),
            ],
            9,
        ),
        ([joined(0), at(20, LEFT, activity=f"{ACTIVITY}/other")], 0),
    ],
)
def test_attendance(done: list[Evidence], present: int) -> None:
    assert minutes(*done) == present


@pytest.mark.parametrize(
    ("done", "present"),
    [
        ([joined(0)], 0),
        ([joined(0), answered(25)], 25),
        ([joined(0), answered(25), joined(40), left(60)], 45),
        ([joined(0), answered(25), joined(40), left(60), answered(70)], 45),
        ([joined(0), joined(30), answered(40)], 10),
    ],
)
def test_attendance_that_nothing_ended_lasts_until_it_was_last_seen(
    done: list[Evidence], present: int
) -> None:
    assert minutes(*done, until_last_seen=True) == present
    assert minutes(*done) == sum(20 for item in done if item.verb == LEFT)


def test_an_award_rests_on_joining_and_on_leaving() -> None:
    by = policy(attended={"at_least_minutes": 30})
    found = assessed(by, joined(0), left(45))
    assert found.evidence == (left(45).statement_id, joined(0).statement_id)[::-1]
    assert str(found.amount) == "0.75"
    assert found.earned_on == NOON + timedelta(minutes=45)


def test_sessions_at_the_same_time_count_once() -> None:
    sessions = {"activity": {"id": f"{ACTIVITY}/*", "title": "Day", "format": "live course"}}
    by = policy(sessions | {"basis": {"attended": {"session_at_most": 30}}}, attended={"at_least_minutes": 0})
    one = evidence("a", ATTENDED, 30, seconds=Decimal(1800), activity=f"{ACTIVITY}/1")
    two = evidence("b", ATTENDED, 40, seconds=Decimal(2400), activity=f"{ACTIVITY}/2")
    found = assessed(by, one, two)
    assert f"{ACTIVITY}/2: 40 minutes, of which 10 count." in found.steps
    assert str(found.amount) == "0.75"


@given(SEVERAL, st.data())
def test_a_union_depends_neither_on_order_nor_on_repetition(
    intervals: list[Interval], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(intervals))) if intervals else []
    assert union(data.draw(st.permutations([*intervals, *again]))) == union(intervals)
    assert union(union(intervals)) == union(intervals)


@given(SEVERAL)
def test_a_union_covers_the_moments_of_its_intervals_and_no_others(intervals: list[Interval]) -> None:
    def moments(some: Sequence[Interval]) -> set[int]:
        return {moment for each in some for moment in range(each.start, each.end)}

    assert moments(union(intervals)) == moments(intervals)
    assert seconds(intervals) * 1_000_000 == len(moments(intervals))
    assert seconds(intervals) * 1_000_000 <= max((each.end for each in intervals), default=0)


@given(SEVERAL, INTERVALS)
def test_more_intervals_are_never_less(intervals: list[Interval], another: Interval) -> None:
    assert seconds([*intervals, another]) >= seconds(intervals)


PRESENCES = st.lists(st.builds(Presence, SEVERAL, st.none() | st.integers(0, 40)), max_size=4)


@given(PRESENCES)
def test_no_moment_counts_twice_and_no_session_beyond_its_limit(sessions: list[Presence]) -> None:
    shares = counted(sessions)
    assert sum(shares) <= seconds(each for session in sessions for each in session.intervals) * 1_000_000
    for session, share in zip(sessions, shares, strict=True):
        assert 0 <= share <= seconds(session.intervals) * 1_000_000
        assert session.at_most is None or share <= session.at_most


@given(PRESENCES)
def test_as_much_counts_as_can(sessions: list[Presence]) -> None:
    """By the theorem of maximum flow and minimum cut, over every choice of sessions at their limit."""
    numbers = range(len(sessions))
    for upto in range(1, len(sessions) + 1):
        cuts = []
        for choice in range(1 << upto):
            limited = [sessions[n].at_most for n in numbers[:upto] if choice >> n & 1]
            if None in limited:
                continue
            rest = [i for n in numbers[:upto] if not choice >> n & 1 for i in sessions[n].intervals]
            cuts.append(sum(each or 0 for each in limited) + seconds(rest) * 1_000_000)
        assert sum(counted(sessions)[:upto]) == min(cuts)


@given(PRESENCES.filter(bool), INTERVALS, st.data())
def test_more_attendance_never_counts_less(
    sessions: list[Presence], another: Interval, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(sessions) - 1))
    more = list(sessions)
    more[number] = replace(more[number], intervals=[*more[number].intervals, another])
    assert sum(counted(more)) >= sum(counted(sessions))


EVENTS = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from([JOINED, LEFT, ATTENDED]), st.sampled_from(["a", "b"])),
    max_size=12,
    unique_by=lambda each: each[:2],
)


@given(EVENTS, st.booleans())
def test_nobody_is_present_before_the_first_or_after_the_last_statement(
    events: list[tuple[int, str, str]], until_last_seen: bool
) -> None:
    done = [at(minute, verb, registration) for minute, verb, registration in sorted(events)]
    span = max((each[0] for each in events), default=0) - min((each[0] for each in events), default=0)
    assert minutes(*done) <= minutes(*done, until_last_seen=until_last_seen) <= span
