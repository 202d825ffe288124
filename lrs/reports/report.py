"""What an accreditation body is told about a period of days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from lrs.reports.record import Record


@dataclass(frozen=True, slots=True)
class Report:
    """The awards of one body that were earned from `first` to `last`, both inclusive, in UTC.

    `records` are in one order whenever they are read, the not reportable ones among them. They may be too
    many for the memory: read them one after the other, as often as needed. `created` is an aware datetime.

    In a report that carries on from earlier ones, they are what has changed since, whenever it was earned;
    each says by its `action` what the body is to do.
    """

    body: str
    first: date
    last: date
    records: Collection[Record]
    created: datetime

    @property
    def ready(self) -> Collection[Record]:
        """The records that the body will take and then has: those to add and to replace."""
        return Selection(self.records, lambda record: record.state == "ready" and record.action != "delete")

    @property
    def deleted(self) -> Collection[Record]:
        """The records that the body is to delete; none but where the writer's `corrections` ask for them."""
        return Selection(self.records, lambda record: record.action == "delete")

    @property
    def not_reportable(self) -> Collection[Record]:
        """The records that the body would not take, each with its reason."""
        return Selection(self.records, lambda record: record.state == "not_reportable")


class Selection(Collection[Record]):
    """Those of many records that are wanted, found anew whenever they are read."""

    def __init__(self, records: Collection[Record], wanted: Callable[[Record], bool]) -> None:
        """Select from `records` what is `wanted`."""
        self._records = records
        self._wanted = wanted

    def __iter__(self) -> Iterator[Record]:
        """Yield them in order."""
        return filter(self._wanted, self._records)

    def __len__(self) -> int:
        """Return how many there are; it takes reading them all."""
        return sum(1 for _each in self)

    def __bool__(self) -> bool:
        """Tell whether there are any, without reading further than to the first."""
        return any(True for _each in self)

    def __contains__(self, record: object) -> bool:
        """Tell whether a record is one of them."""
        return any(each == record for each in self)
