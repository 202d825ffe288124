"""When evidence counts: a policy's days, and its deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lrs.errors import PolicyRefused


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day: `day`, or the one that is `days` after the day on which the credit is earned."""

    day: date | None
    days: int

    @classmethod
    def of(cls, document: Any) -> Deadline:
        """Return the deadline that a policy writes."""
        if isinstance(document, str):
            return cls(date.fromisoformat(document), 0)
        return cls(None, document["days"])

    def last_day(self, earned: date) -> date:
        """Return the last day for what was earned on a day."""
        return self.day or (earned + timedelta(days=min(self.days, (date.max - earned).days)))


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which evidence counts, both inclusive, in the time zone `zone`.

    `live` are the days on which what is done about the activity itself counts; none means every day.
    """

    release: date
    expiry: date
    zone: tzinfo = UTC
    live: frozenset[date] = frozenset()
    claim_by: Deadline | None = None
    report_by: Deadline | None = None

    @classmethod
    def of(cls, document: dict[str, Any], time_zone: str | None) -> Window:
        """Return the window that a policy writes; raises PolicyRefused where its days contradict."""
        deadlines = {key: Deadline.of(document[key]) for key in ("claim_by", "report_by") if key in document}
        window = cls(
            release=date.fromisoformat(document["release"]),
            expiry=date.fromisoformat(document["expiry"]),
            zone=_zone(time_zone),
            live=frozenset(map(date.fromisoformat, document.get("live", ()))),
            **deadlines,
        )
        window._check()
        return window

    def day(self, moment: datetime) -> date:
        """Return the day of a moment, in the policy's time zone."""
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError:
            # At the edge of the calendar there is no other day to go to.
            return moment.date()

    def __contains__(self, moment: datetime) -> bool:
        return self.release <= self.day(moment) <= self.expiry

    def is_live(self, moment: datetime) -> bool:
        """Tell whether what was done about the activity itself at `moment` counts."""
        return not self.live or self.day(moment) in self.live

    def __str__(self) -> str:
        return f"{self.release} to {self.expiry}"

    def _check(self) -> None:
        if self.release > self.expiry:
            raise PolicyRefused(
                f"'release' must not be after 'expiry'; {self.release} is after {self.expiry}.",
                pointer="/window/expiry",
            )
        for day in sorted(self.live):
            if not self.release <= day <= self.expiry:
                raise PolicyRefused(
                    f"'live' must lie within the window; {day} is not in {self}.", pointer="/window/live"
                )


def _zone(name: str | None) -> tzinfo:
    if name in (None, "UTC"):
        return UTC
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PolicyRefused(f"There is no time zone '{name}'.", pointer="/time_zone") from None
