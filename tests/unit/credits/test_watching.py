"""Which parts of a recording were watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.credits.evidence import Evidence
from lrs.credits.playback import LONGEST, PAUSED, PLAYED, SEEKED, Playback, playback
from lrs.credits.stretches import Interval, seconds
from lrs.credits.verbs import COMPLETED, TERMINATED
from lrs.credits.watching import watched
from tests.unit.credits.samples import ACTIVITY, assessed, evidence, policy

SECOND = 1_000_000
VERBS = {
    "played": PLAYED,
    "paused": PAUSED,
    "seeked": SEEKED,
    "completed": COMPLETED,
    "terminated": TERMINATED,
}
EXTENSION = "https://w3id.org/xapi/video/extensions/"


def did(minute: int, line: str, length: int | None = 600, session: str | None = None) -> Evidence:
    """Return what a line such as `paused 30` or `seeked 30 90` says, a minute or more after noon."""
    verb, *positions = line.split()
    first, last = [*(int(each) * SECOND for each in positions), None, None][:2]
    at = Playback(session=session, length=length and length * SECOND)
    at = replace(at, left=first, reached=last) if verb == "seeked" else replace(at, position=first)
    return evidence(f"{minute:03}", VERBS[verb], minute, playback=at)


def seconds_of(given: Sequence[Evidence]) -> Fraction:
    """Return how many seconds were watched."""
    return seconds(each.interval for each in watched(given))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("played 0, paused 60", 60),
        ("played 0, paused 60, played 60, paused 90", 90),
        ("played 0, paused 60, played 0, paused 60", 60),
        ("played 0, paused 60, played 30, paused 90", 90),
        ("played 0, seeked 10 100, paused 120", 30),
        ("played 0, seeked 10 100, seeked 120 5, paused 15", 35),
        ("played 0, paused 10, seeked 10 100, played 100, paused 120", 30),
        ("seeked 0 100, paused 120", 0),
        ("played 0, completed 300, paused 400", 400),
        ("played 0, completed, paused 400", 400),
        ("played 0, completed 300", 300),
        ("played 0, terminated 40", 40),
        ("played 0, terminated 40, paused 90", 40),
        ("played 0, terminated", 0),
        ("played 0", 0),
        ("paused 60", 0),
        ("played, paused 60", 0),
        ("played 0, played 50, paused 60", 10),
        ("played 60, paused 10", 0),
        ("played 590, paused 700", 10),
        ("played 0, seeked 10, paused 50", 10),
    ],
)
def test_what_was_watched(lines: str, expected: int) -> None:
    assert seconds_of([did(n, line) for n, line in enumerate(lines.split(", "))]) == expected


def test_two_players_do_not_disturb_each_other() -> None:
    one = [did(0, "played 0", session="one"), did(2, "paused 60", session="one")]
    two = [did(1, "played 100", session="two"), did(3, "paused 130", session="two")]
    assert seconds_of([one[0], two[0], one[1], two[1]]) == 90


def test_the_segments_that_a_player_lists_are_watched() -> None:
    said = {EXTENSION + "played-segments": "0.000[.]12.500[,]14.000[.]21.000[,]18.000[.]30.000[,]x[.]9"}
    [item] = [evidence("one", TERMINATED, playback=playback(said, {EXTENSION + "length": 25}))]
    assert seconds_of([item]) == Fraction("23.5")


@pytest.mark.parametrize(
    ("said", "position"),
    [
        (Decimal("12.345"), 12_345_000),
        (7, 7 * SECOND),
        ("00012.345", 12_345_000),
        (" 12", None),
        ("12e3", None),
        (True, None),
        (-1, None),
        (Decimal("1E+999999"), None),
        (Decimal("1E-999999"), 0),
        (LONGEST, None),
        ([1], None),
        (None, None),
    ],
)
def test_positions_as_players_write_them(said: Any, position: int | None) -> None:
    found = playback({EXTENSION + "time": said}, {})
    assert found is not None
    assert found.position == position


def test_a_statement_without_extensions_of_the_profile_says_nothing_of_a_player() -> None:
    assert playback({"https://example.org/x": 1}, {}) is None


def test_enough_of_a_recording_must_be_watched() -> None:
    by = policy({"basis": {"watched": {}}}, watched={"at_least_percent": 80})
    skipped = [did(0, "played 0"), did(2, "seeked 120 300"), did(7, "paused 600")]
    short = assessed(by, *skipped)
    assert short.missing == ("7 minutes were watched; at least 80 % of 10 are needed.",)
    more = [did(9, "played 100"), did(12, "paused 160"), did(13, "played 160"), did(15, "paused 300")]
    enough = assessed(by, *skipped, *more)
    assert str(enough.amount) == "0.25"
    assert "10 minutes watched, 60 minutes a credit." in enough.steps
    assert enough.earned_on == more[-1].timestamp
    assert set(enough.evidence) == {item.statement_id for item in (*skipped, *more)}


def test_nobody_has_watched_enough_of_recordings_that_are_not_all_opened() -> None:
    videos = [ACTIVITY, f"{ACTIVITY}/second"]
    all_of = {"activity": {"id": videos, "title": "Videos", "format": "enduring material"}}
    done = [did(0, "played 0"), did(2, "paused 600")]
    whole = assessed(policy(all_of, watched={"at_least_percent": 50}), *done)
    assert whole.missing == ("Nobody knows how long the recordings are.",)
    opened = [replace(item, activity=videos[1], statement_id=f"{item.statement_id} again") for item in done]
    assert assessed(policy(all_of, watched={"at_least_percent": 100}), *done, *opened).amount
    assert assessed(policy(all_of, watched={"at_least_percent": 50, "of_minutes": 20}), *done).amount


LINES = st.lists(
    st.tuples(
        st.sampled_from(["played", "paused", "seeked", "completed", "terminated"]),
        st.integers(0, 700),
        st.integers(0, 700),
    ).map(lambda each: f"{each[0]} {each[1]} {each[2]}" if each[0] == "seeked" else f"{each[0]} {each[1]}"),
    max_size=12,
)


@given(LINES)
def test_watching_the_same_again_adds_nothing(lines: list[str]) -> None:
    once = [did(n, line) for n, line in enumerate([*lines, "terminated"])]
    again = [did(100 + n, line) for n, line in enumerate(lines)]
    assert seconds_of([*once, *again]) == seconds_of(once)


@given(LINES)
def test_what_was_watched_is_what_a_player_would_show_second_by_second(lines: list[str]) -> None:
    shown: set[int] = set()
    playing: int | None = None
    for line in lines:
        verb, first, *second = line.split()
        if playing is not None and verb != "played":
            shown |= set(range(playing, int(first)))
        playing = {
            "played": int(first),
            "completed": None if playing is None else int(first),
            "seeked": None if playing is None else int(*second or "0"),
        }.get(verb)
    found = seconds_of([did(n, line) for n, line in enumerate(lines)])
    assert found == len([second_ for second_ in shown if second_ < 600]) <= 600


@given(LINES, st.integers(0, 700), st.integers(0, 700))
def test_watching_more_is_never_less(lines: list[str], start: int, end: int) -> None:
    before = [did(n, line) for n, line in enumerate(lines)]
    later = [did(200, f"played {start}"), did(201, f"paused {end}")]
    more = seconds_of([*before, *later])
    assert more >= seconds_of(before)
    assert more == seconds(
        [each.interval for each in watched(before)]
        + [Interval(min(start, 600) * SECOND, min(end, 600) * SECOND)]
    )
