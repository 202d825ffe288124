"""The filter of a query: where an answer, and each of its pages, begins and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lrs.store.clock import WRITER_BITS, last_key, microseconds, moment
from lrs.store.queries import Query, mongo_filter

UTC_TIMES = st.datetimes(timezones=st.just(UTC))
KEYS = st.integers(0, (1 << 63) - 1)


def bounds(query: Query, behind: int | None = None) -> dict[str, int]:
    """Return what is asked of the key of a statement, alone or among other clauses."""
    wanted = mongo_filter(query, behind)
    asked: list[dict[str, int]] = [each["at"] for each in wanted.get("$and", [wanted]) if "at" in each]
    return asked[0] if asked else {}


def matches(key: int, wanted: dict[str, int]) -> bool:
    """Tell what MongoDB makes of it."""
    return (
        key > wanted.get("$gt", key - 1)
        and key < wanted.get("$lt", key + 1)
        and key <= wanted.get("$lte", key)
    )


@given(at=KEYS, since=UTC_TIMES)
def test_since_leaves_out_its_own_microsecond(at: int, since: datetime) -> None:
    assert matches(at, bounds(Query(since=since))) == (at >> WRITER_BITS > microseconds(since))


@given(at=KEYS, until=UTC_TIMES)
def test_until_takes_in_its_own_microsecond(at: int, until: datetime) -> None:
    assert matches(at, bounds(Query(until=until))) == (at >> WRITER_BITS <= microseconds(until))


@given(times=st.tuples(UTC_TIMES, UTC_TIMES), behind=st.none() | KEYS, ascending=st.booleans())
def test_every_bound_is_a_number_that_mongodb_has(
    times: tuple[datetime, datetime], behind: int | None, ascending: bool
) -> None:
    wanted = bounds(Query(since=times[0], until=times[1], ascending=ascending), behind)
    assert all(-(1 << 63) <= bound < 1 << 63 for bound in wanted.values())


@given(
    keys=st.sets(st.integers(0, 400), max_size=60),
    limit=st.integers(1, 7),
    ascending=st.booleans(),
    since=st.none() | st.integers(0, 3),
    until=st.none() | st.integers(0, 3),
)
def test_pages_together_are_the_whole_answer(
    keys: set[int], limit: int, ascending: bool, since: int | None, until: int | None
) -> None:
    query = Query(
        since=None if since is None else moment(since),
        until=None if until is None else moment(until),
        ascending=ascending,
    )
    in_order = sorted(keys, reverse=not ascending)
    found: list[int] = []
    behind = None
    while page := [key for key in in_order if matches(key, bounds(query, behind))][:limit]:
        assert behind not in page, "a page begins behind the one before"
        found += page
        behind = page[-1]
    assert found == [key for key in in_order if matches(key, bounds(query))]


@given(UTC_TIMES)
def test_a_time_is_the_same_after_it_was_a_key(time: datetime) -> None:
    assert moment(microseconds(time)) == time


@given(time=st.datetimes(datetime(1970, 1, 1), datetime(3000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_last_key_of_a_time_lies_right_before_the_next_one(time: datetime) -> None:
    assert last_key(microseconds(time)) + 1 == microseconds(time + timedelta(microseconds=1)) << WRITER_BITS
