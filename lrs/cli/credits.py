"""lrs credits."""

from __future__ import annotations

import click

from lrs.api.awards import award_as_json
from lrs.cli.command import with_store
from lrs.cli.output import show_json, show_table
from lrs.credits.awards import Entry
from lrs.rollup.recompute import Recomputation
from lrs.store.ledger import AwardQuery
from lrs.store.store import Store


@click.group("credits")
def credits_group() -> None:
    """Credit awards, as the ledger says."""


@credits_group.command("list")
@click.option("--learner", help="Person id or agent key.")
@click.option("--activity", help="IRI of the activity.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_store
async def list_credits(store: Store, learner: str | None, activity: str | None, as_json: bool) -> None:
    """List the awards, the revoked ones too."""
    awards = [entry async for entry in store.ledger.awards(AwardQuery(learner=learner, activity=activity))]
    if as_json:
        show_json([award_as_json(entry) for entry in awards])
    else:
        await show_awards(store, awards)


@credits_group.command()
@click.option("--policy", "policy_id", help="Only the awards of this policy.")
@with_store
async def recompute(store: Store, policy_id: str | None) -> None:
    """Compute every award afresh from its evidence; what is right already is left alone."""
    recomputation = Recomputation(store)
    if policy_id:
        written = await recomputation.policy(await store.policies.get(policy_id))
    else:
        written = await recomputation.everything()
    click.echo(f"{written} ledger {'entry' if written == 1 else 'entries'} written.")


async def show_awards(store: Store, awards: list[Entry]) -> None:
    """Print awards as a table, with the names of the learners whom the registry knows."""
    people = await store.people.of({entry.learner for entry in awards})
    names = {learner: f"{person.given_name} {person.family_name}" for learner, person in people.items()}
    rows = [
        (
            entry.learner,
            names.get(entry.learner, ""),
            entry.policy_id,
            entry.credit_type,
            str(entry.amount),
            entry.kind,
            entry.earned_on.date().isoformat() if entry.earned_on else "",
            str(entry.number),
        )
        for entry in sorted(awards, key=lambda entry: (entry.learner, entry.policy_id))
    ]
    show_table(("learner", "name", "policy", "credit", "amount", "state", "earned on", "entries"), rows)
