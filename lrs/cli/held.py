"""Awards whose evidence has to be kept, as commands that would remove it show them."""

from __future__ import annotations

from collections.abc import Sequence

from lrs.cli.output import show_table
from lrs.credits.awards import Entry
from lrs.credits.retention import held_until


def show_held(awards: Sequence[Entry]) -> None:
    """Print which awards stand, and until when what they rest on is kept."""
    if awards:
        columns = ("learner", "policy", "credit", "amount", "award", "kept until")
        show_table(columns, map(_row, awards), f"Awards whose evidence is kept: {len(awards)}")


def _row(entry: Entry) -> tuple[str, ...]:
    until = held_until(entry)
    day = until.date().isoformat() if until else ""
    return (entry.learner, entry.policy_id, entry.credit_type, str(entry.amount), entry.award_id, day)
