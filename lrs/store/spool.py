"""Records that are too many for the memory, on a disk until they are written."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import msgspec

from lrs.credits.awards import Entry
from lrs.credits.policy import Policy
from lrs.reports.person import Person
from lrs.reports.record import Action, Record, State, Via

_LENGTH: Final = struct.Struct(">I")


class _Spooled(msgspec.Struct, array_like=True):
    """A record; `policy` is the policy's place among those that there are."""

    entry: Entry
    policy: int
    person: Person
    state: State
    reason: str
    action: Action
    via: Via


class Spool(Collection[Record]):
    """Records in a temporary file, which is gone once this is closed; they are read as often as needed."""

    def __init__(self) -> None:
        """Make the file; nobody else can read it."""
        self._file = tempfile.NamedTemporaryFile(prefix="lrs-report-")  # noqa: SIM115  # closed by close
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(_Spooled)
        self._policies: dict[tuple[str, str], int] = {}
        self._policy: list[Policy] = []
        self._length = 0

    def __enter__(self) -> Spool:
        """Return this, to be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        self._file.close()

    def extend(self, records: Iterable[Record]) -> None:
        """Add records behind the others."""
        for each in records:
            spooled = _Spooled(
                each.entry,
                self._place(each.policy),
                each.person,
                each.state,
                each.reason,
                each.action,
                each.via,
            )
            encoded = self._encoder.encode(spooled)
            self._file.write(_LENGTH.pack(len(encoded)) + encoded)
            self._length += 1
        self._file.flush()

    def __len__(self) -> int:
        """Return how many there are."""
        return self._length

    def __contains__(self, record: object) -> bool:
        """Tell whether a record is among them; it takes reading them."""
        return any(each == record for each in self)

    def __iter__(self) -> Iterator[Record]:
        """Yield them in the order in which they came."""
        with open(self._file.name, "rb") as file:  # noqa: PTH123  # the name is no path to keep
            while head := file.read(_LENGTH.size):
                yield self._record(self._decoder.decode(file.read(*_LENGTH.unpack(head))))

    def _record(self, spooled: _Spooled) -> Record:
        return Record(
            spooled.entry,
            self._policy[spooled.policy],
            spooled.person,
            spooled.state,
            spooled.reason,
            spooled.action,
            spooled.via,
        )

    def _place(self, policy: Policy) -> int:
        place = self._policies.setdefault((policy.id, policy.hash), len(self._policy))
        if place == len(self._policy):
            self._policy.append(policy)
        return place
