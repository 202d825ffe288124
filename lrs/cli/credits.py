"""lrs credits."""

from __future__ import annotations

import click

from lrs.api.awards import award_as_json
from lrs.api.explanations import explanation_as_json
from lrs.cli.command import with_store
from lrs.cli.output import show_json, show_table
from lrs.credits.awards import Entry
from lrs.rollup.explanations import Explanation, Explanations
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
    written += await recomputation.postponed()
    click.echo(f"{written} ledger {'entry' if written == 1 else 'entries'} written.")
    for learner, name in await store.postponed.all():
        click.echo(f"The award of {learner} by {name} could not be computed; the log says why.", err=True)


@credits_group.command()
@click.argument("learner")
@click.argument("policy_id", metavar="POLICY")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_store
async def explain(store: Store, learner: str, policy_id: str, as_json: bool) -> None:
    """Say what LEARNER, a person id or agent key, has or lacks for credit by POLICY, and why."""
    explanations = await Explanations(store).of(learner, policy_id)
    if as_json:
        show_json([explanation_as_json(explanation) for explanation in explanations])
        return
    for explanation in explanations:
        show_explanation(explanation)


def show_explanation(explanation: Explanation) -> None:
    """Print the requirements, the arithmetic, and what is missing or differs from the ledger."""
    assessment, policy = explanation.assessment, explanation.policy
    of = " ".join(filter(None, (assessment.slot.credit_type, assessment.slot.part, assessment.slot.occasion)))
    title = f"{assessment.amount} of {of} by {policy.id} version {policy.version}"
    rows = [
        (gate.name, "met" if gate.passed else "not met", gate.why, "\n".join(gate.statements))
        for gate in assessment.gates
    ]
    show_table(("requirement", "state", "why", "statements"), rows, title)
    lines = [*assessment.steps, *(f"Missing: {each}" for each in assessment.missing)]
    lines += [f"Statement {flag.statement_id}: {flag.why}" for flag in assessment.flags]
    lines += [f"Worth {amount} of {name}." for name, amount in explanation.equivalents.items()]
    lines += [f"The ledger differs: {each}." for each in explanation.differences]
    for line in lines:
        click.echo(line)


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
            entry.part,
            entry.occasion,
            str(entry.amount),
            entry.kind,
            entry.earned_on.date().isoformat() if entry.earned_on else "",
            str(entry.number),
        )
        for entry in sorted(awards, key=lambda entry: (entry.learner, entry.policy_id))
    ]
    show_table(
        (
            "learner",
            "name",
            "policy",
            "credit",
            "part",
            "occasion",
            "amount",
            "state",
            "earned on",
            "entries",
        ),
        rows,
    )
