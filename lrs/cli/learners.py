"""lrs learners."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from lrs.api.learners import progress_as_json, suggestions_as_json
from lrs.cli.command import with_store
from lrs.cli.output import show_json, show_table
from lrs.requirements.goal import Goal
from lrs.requirements.progress import Progress
from lrs.requirements.suggestions import Suggestion
from lrs.store.store import Store

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("learners")
def learners_group() -> None:
    """Learners, and the requirements that they have to meet."""


@learners_group.command()
@click.argument("learner")
@click.argument("requirement")
@click.option("--start", type=DAY, help="The learner's own first day, where cycles begin with it.")
@with_store
async def assign(store: Store, learner: str, requirement: str, start: datetime | None) -> None:
    """Have LEARNER, a person id or agent key, meet REQUIREMENT."""
    await store.learners.assign(Goal(learner, requirement, start.date() if start else None))
    click.echo(f"{learner} has to meet {requirement}.")


@learners_group.command()
@click.argument("learner")
@click.argument("requirement")
@with_store
async def unassign(store: Store, learner: str, requirement: str) -> None:
    """Have LEARNER no longer meet REQUIREMENT."""
    await store.learners.unassign(learner, requirement)
    click.echo(f"{learner} no longer has to meet {requirement}.")


@learners_group.command()
@click.argument("learner")
@click.option("--requirement", help="Only this requirement, whether the learner has to meet it or not.")
@click.option("--on", type=DAY, help="The day to look at, in UTC [default: today].")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_store
async def progress(
    store: Store, learner: str, requirement: str | None, on: datetime | None, as_json: bool
) -> None:
    """Show how far LEARNER has come in each requirement, and what is missing."""
    found, day = await store.learners.find(learner), _day(on)
    reached = await store.learners.progress(found, day, requirement)
    if as_json:
        show_json(progress_as_json(found, day, reached))
    else:
        show_progress(reached)


@learners_group.command()
@click.argument("learner")
@click.option("--requirement", help="Only this requirement, whether the learner has to meet it or not.")
@click.option("--on", type=DAY, help="The day to look at, in UTC [default: today].")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_store
async def suggestions(
    store: Store, learner: str, requirement: str | None, on: datetime | None, as_json: bool
) -> None:
    """Show which activities would fill what LEARNER lacks, those that close first at the top."""
    found, day = await store.learners.find(learner), _day(on)
    suggested = await store.learners.suggestions(found, day, requirement)
    if as_json:
        show_json(suggestions_as_json(found, day, suggested))
    else:
        show_suggestions(suggested)


def show_progress(found: list[Progress]) -> None:
    """Print progress as a table, a row for each part."""
    rows = [
        (
            reached.requirement.id,
            str(reached.period),
            each.part.title,
            f"{each.counted:f}",
            "" if each.part.at_least is None else f"{each.part.at_least:f}",
            "" if each.part.at_most is None else f"{each.part.at_most:f}",
            f"{each.missing:f}" if each.missing else "",
        )
        for reached in found
        for each in reached.parts
    ]
    show_table(("requirement", "cycle", "part", "counted", "at least", "at most", "missing"), rows)


def show_suggestions(found: list[tuple[Progress, list[Suggestion]]]) -> None:
    """Print suggestions as a table, a row for each activity."""
    rows = [
        (
            reached.requirement.id,
            each.offer.closes.isoformat(),
            each.offer.policy_id,
            each.offer.title,
            each.offer.format,
            ", ".join(f"{title}: {amount:f}" for title, amount in each.fills),
        )
        for reached, suggested in found
        for each in suggested
    ]
    show_table(("requirement", "closes on", "policy", "title", "format", "fills"), rows)


def _day(on: datetime | None) -> date:
    return on.date() if on else datetime.now(UTC).date()
