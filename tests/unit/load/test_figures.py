from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.load.figures import Tally, percentile, summed


@given(st.lists(st.floats(0, 100), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(
    values: list[float], percent: int
) -> None:
    found = percentile(sorted(values), percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_of_one_to_a_hundred_is_itself(percent: int, value: int) -> None:
    assert percentile(range(1, 101), percent) == value


def test_the_rate_of_clients_side_by_side_is_their_sum_however_late_the_last_answer_of_one() -> None:
    quick = Tally(0.0, 1.0, [0.1] * 10, Counter({"503": 2}))
    slow = Tally(0.0, 4.0, [4.0], Counter({"503": 1, "no answer": 1}))
    figures = summed([quick, slow])
    assert (figures.answered, figures.rate) == (11, 10.25)
    assert (figures.median, figures.p99) == (100.0, 4000.0)
    assert figures.failures == {"503": 3, "no answer": 1}


def test_where_nothing_was_answered_there_are_no_times() -> None:
    figures = summed([Tally(0.0, 0.0, failures=Counter({"500": 7}))])
    assert (figures.answered, figures.rate, figures.median, figures.p99) == (0, 0.0, None, None)
