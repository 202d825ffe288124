"""Timestamps and durations."""

from __future__ import annotations

from tests.conformance.places import at
from tests.conformance.rows import DataTable, accepted, only_in_1_0_3, refused
from tests.conformance.values import (
    whole,
)

TIMESTAMPS = (*at("/timestamp"), *at("/stored", within=whole(stored="2026-03-02T09:00:00Z"), nested=False))
DURATIONS = at("/result/duration")

TIMESTAMP_TABLE = DataTable(
    "Timestamps",
    "4.2.7",
    TIMESTAMPS,
    (
        accepted(
            "Data 4.5",
            "A timestamp is in RFC 3339, with any fraction of a second",
            "2026-03-02T09:00:00Z",
            "2026-03-02T09:00:00.5Z",
            "2026-03-02T09:00:00.123Z",
            "2026-03-02T09:00:00.123456789Z",
            "2024-02-29T23:59:59Z",
        ),
        accepted(
            "Data 4.5",
            "A timestamp is in any time zone",
            "2026-03-02T09:00:00+01:00",
            "2026-03-02T09:00:00-11:30",
            "2026-03-02T09:00:00.25+14:00",
            "2026-03-02T09:00:00+00:00",
        ),
        accepted(
            "Data 2.4.7",
            "A timestamp in the future is accepted, since clocks go wrong",
            "2099-01-01T00:00:00Z",
        ),
        accepted(
            "Data 4.5",
            "A timestamp may be without a time zone, or with a short one; 2.0.0 wants RFC 3339",
            "2026-03-02T09:00:00",
            "2026-03-02T09:00:00.123",
            "2026-03-02T09:00:00+01",
            "2026-03-02T09:00:00+0100",
            "2026-03-02T24:00:00Z",
            but=only_in_1_0_3("timestamp"),
        ),
        refused(
            "Data 4.5",
            "No offset is minus zero",
            "timestamp",
            "2026-03-02T09:00:00-00",
            "2026-03-02T09:00:00-0000",
            "2026-03-02T09:00:00-00:00",
        ),
        refused(
            "Data 4.5",
            "A timestamp has a date and a time, in this order and with a T between",
            "timestamp",
            "2026-03-02",
            "09:00:00Z",
            "2026-03-02 09:00:00Z",
            "2026-03T09:00:00Z",
            "2026-03-02T09:00Z",
            "20260302T090000Z",
            "02/03/2026",
            "yesterday",
            "Mon, 02 Mar 2026 09:00:00 GMT",
            "1772442000",
            "",
        ),
        refused(
            "Data 4.5",
            "A timestamp names hours, minutes, days and offsets that there are",
            "timestamp",
            "2026-13-02T09:00:00Z",
            "2026-00-02T09:00:00Z",
            "2026-03-32T09:00:00Z",
            "2026-03-02T25:00:00Z",
            "2026-03-02T09:60:00Z",
            "2026-03-02T09:00:61Z",
            "2026-03-02T09:00:00+24:00",
            "2026-03-02T09:00:00Z\n",
        ),
        refused(
            "Data 4.5",
            "A timestamp names a day of the calendar",
            "timestamp.exists",
            "2026-02-29T09:00:00Z",
            "2026-04-31T09:00:00Z",
        ),
        refused("Data 4.5", "A timestamp is a string", "timestamp", 1772442000, True, {}, []),
    ),
)
DURATION_TABLE = DataTable(
    "Durations",
    "4.2.7",
    DURATIONS,
    (
        accepted(
            "Data 4.6",
            "A duration is one of ISO 8601 with designators",
            "P1Y",
            "P2M",
            "P3D",
            "PT4H",
            "PT5M",
            "PT6S",
            "P1Y2M3DT4H5M6S",
            "PT0S",
            "P4W",
        ),
        accepted(
            "Data 4.6",
            "The smallest unit of a duration may have a fraction, finer than 0.01 s too",
            "PT0.5S",
            "PT1H0.25M",
            "P0.5D",
            "PT16559.14S",
        ),
        refused("Data 4.6", "Weeks stand alone", "duration", "P4W1D", "P1Y1W", "P1WT1H"),
        refused(
            "Data 4.6",
            "A duration is not written the way a point in time is",
            "duration",
            "P0003-06-04T12:30:05",
            "P00030604T123005",
        ),
        refused(
            "Data 4.6",
            "A duration begins with P, has at least one unit, and its units in their order",
            "duration",
            "1Y",
            "P",
            "PT",
            "P1YT",
            "PT1",
            "P1S",
            "PT1S1M",
            "P1D1Y",
            "PT1.5H1M",
            "-PT1S",
            "PT-1S",
            "pt1s",
            "PT1S\n",
            "",
        ),
        refused("Data 4.6", "A duration is a string", "duration", 90, True, {}, []),
    ),
)
TABLES = (TIMESTAMP_TABLE, DURATION_TABLE)
