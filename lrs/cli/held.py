"""Awards whose evidence has to be kept, as commands that would remove it show them."""

from __future__ import annotations

from collections.abc import Sequence

from lrs.cli.output import show_table
from lrs.credits.retention import Held


def show_held(awards: Sequence[Held]) -> None:
    """Print which awards stand, and until when what they rest on is kept."""
    if awards:
        columns = ("learner", "policy", "credit", "amount", "award", "kept until")
        show_table(columns, map(_row, awards), f"Awards whose evidence is kept: {len(awards)}")


def _row(award: Held) -> tuple[str, ...]:
    entry, until = award.entry, award.until.date().isoformat()
    return (entry.learner, entry.policy_id, entry.credit_type, str(entry.amount), entry.award_id, until)
