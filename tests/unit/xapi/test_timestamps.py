from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.xapi.timestamps import parse, render


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000000Z"),
        ("2026-11-22t10:00:00z", "2026-11-22T10:00:00.000000Z"),
        ("2026-11-22T10:00:00.1Z", "2026-11-22T10:00:00.100000Z"),
        ("2026-11-22T10:00:00,25Z", "2026-11-22T10:00:00.250000Z"),
        ("2026-11-22T10:00:00.1234567Z", "2026-11-22T10:00:00.123456Z"),
        ("2026-11-22T10:00:00.99999999999999999999Z", "2026-11-22T10:00:00.999999Z"),
        ("2026-11-22T10:00:00+02:00", "2026-11-22T08:00:00.000000Z"),
        ("2026-11-22T10:00:00-0930", "2026-11-22T19:30:00.000000Z"),
        ("2026-11-22T10:00:00+02", "2026-11-22T08:00:00.000000Z"),
        ("2026-11-22T10:00:00", "2026-11-22T10:00:00.000000Z"),
        ("2026-12-31T24:00:00Z", "2027-01-01T00:00:00.000000Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
        ("2016-12-31T23:59:60.5+00:00", "2017-01-01T00:00:00.500000Z"),
    ],
)
def test_a_timestamp_is_a_moment_in_utc(text: str, rendered: str) -> None:
    moment = parse(text)
    assert moment.tzinfo is UTC
    assert render(moment) == rendered


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22",
        "2026-11-22 10:00:00Z",
        "20261122T100000Z",
        "2026-11-22T10:00Z",
        "2026-02-30T10:00:00Z",
        "2026-11-22T25:00:00Z",
        "2026-11-22T24:00:01Z",
        "2026-11-22T10:60:00Z",
        "2026-11-22T10:00:61Z",
        "2026-11-22T10:00:00+24:00",
        "2026-11-22T10:00:00+02:60",
        "2026-11-22T10:00:00-00",
        "2026-11-22T10:00:00-0000",
        "2026-11-22T10:00:00-00:00",
        "2026-11-22T10:00:00Z\n",
        "٢٠٢٦-11-22T10:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:60Z",
        "9999-12-31T24:00:00Z",
    ],
)
def test_what_is_no_moment_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - datetime's own messages are as good
        parse(text)


ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001


@given(MOMENTS)
def test_what_is_rendered_is_read_as_the_same_moment(moment: datetime) -> None:
    assert parse(render(moment)) == moment


@given(MOMENTS, MOMENTS)
def test_rendered_timestamps_sort_as_the_moments_do(a: datetime, b: datetime) -> None:
    assert (a < b) == (render(a) < render(b))
