from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.xapi.durations import LONGEST, seconds, truncated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT0S", "0"),
        ("PT1M30S", "90"),
        ("PT16559.14S", "16559.14"),
        ("PT4H35M59.14S", "16559.14"),
        ("P1DT12H36M0.129999S", "131760.12"),
        ("PT0,999S", "0.99"),
        ("PT1.5H", "5400"),
        ("P0.5D", "43200"),
        ("P4W", "2419200"),
        ("P1M", "2592000"),
        ("P1Y", "31536000"),
        ("PT01H02M00S", "3720"),
        (f"PT0.{'9' * 10_000}S", "0.99"),
        (f"P{'9' * 10_000}Y", str(LONGEST)),
        (f"PT{'0' * 10_000}7S", "7"),
    ],
)
def test_a_duration_is_a_number_of_seconds_cut_off_at_a_hundredth(text: str, expected: str) -> None:
    assert seconds(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "1:30", "P-1D", "-P1D", "PT1S ", "P1S", "PT1H\n"])
def test_what_is_no_duration_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        seconds(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("P1DT12H36M0.12567S", "P1DT12H36M0.12S"),
        ("P1DT12H36M0.12S", "P1DT12H36M0.12S"),
        ("PT0,999S", "PT0,99S"),
        ("PT0.1S", "PT0.1S"),
        ("PT1.2345H", "PT1.2345H"),
        ("P4W", "P4W"),
    ],
)
def test_truncation_touches_nothing_but_what_is_finer_than_a_hundredth(text: str, kept: str) -> None:
    assert truncated(text) == kept


@given(st.decimals(0, 10**9, allow_nan=False, places=6))
def test_truncation_does_not_change_the_seconds(number: Decimal) -> None:
    text = f"PT{number:f}S"
    assert seconds(truncated(text)) == seconds(text) <= number
