"""What a deployment says of the bodies that take rosters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from lrs.plugins import Record
from lrs_plugins.generic_roster.cells import CELLS


class Credit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of credit, by the rule that policies must follow; see `lrs.plugins.CreditType`."""

    name: str
    step: Decimal
    rounding: Literal["nearest", "down", "up"]
    minimum: Decimal
    minutes_per_credit: Decimal = Decimal(60)


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body: its credit, the columns of its roster, and which cells an award needs to be taken.

    `columns` maps the title of each column, in order, to the name of a cell.
    """

    body: Annotated[str, msgspec.Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
    columns: dict[str, str]
    credits: tuple[Credit, ...] = ()
    needs: tuple[str, ...] = ("given_name", "family_name")

    def __post_init__(self) -> None:
        """Raise ValueError where a column or a need names a cell that there is not."""
        for name in (*self.columns.values(), *self.needs):
            if name not in CELLS:
                raise ValueError(f"There is no cell '{name}'; there are: {', '.join(CELLS)}")

    def obstacle(self, record: Record) -> str | None:
        """Return which needed cells of an award are empty, in plain words, or None."""
        missing = [name for name in self.needs if not CELLS[name](record)]
        return f"Needed for {self.body} and missing: {', '.join(missing)}" if missing else None


class _Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bodies: tuple[Body, ...] = ()


def read(configuration: Mapping[str, Any]) -> tuple[Body, ...]:
    """Return the bodies of a configuration.

    Raises msgspec.ValidationError, naming the place, where it is not as the page of this plugin says.
    """
    return msgspec.convert(configuration, _Configuration).bodies
