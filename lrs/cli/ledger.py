"""lrs ledger."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from lrs.cli.command import with_settings, with_store
from lrs.cli.output import whole_file
from lrs.credits.chain import Verifier, canonical
from lrs.credits.checkpoint import Checkpoint
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.signing import PublicKey, load_signing_key
from lrs.store.deployment import open_deployment
from lrs.store.store import Store
from lrs.store.verification import verify

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("ledger")
def ledger_group() -> None:
    """The ledger's chain, which shows whether anything was changed afterwards."""


@ledger_group.command()
@with_settings
async def key(settings: Settings) -> None:
    """Print the public key that verifies this deployment's checkpoints, as PEM."""
    click.echo(own_key(settings).to_pem(), nl=False)


@ledger_group.command()
@click.option("--out", type=FILE, help="File to write, instead of standard output.")
@with_store
async def checkpoint(store: Store, out: Path | None) -> None:
    """Make a signed statement of where the ledger ends now."""
    made = await store.checkpoints.make()
    if out is None:
        click.echo(made.as_json(), nl=False)
        return
    with whole_file(out) as file:
        file.write(made.as_json())
    click.echo(f"Signed in {out}: {_ends(made)}")


@ledger_group.command("export")
@click.argument("file", type=FILE)
@with_store
async def export_ledger(store: Store, file: Path) -> None:
    """Write a checkpoint and all entries up to it to FILE, one JSON object a line, for anybody to verify."""
    made = await store.checkpoints.make()
    with whole_file(file) as out:
        out.write(made.as_json())
        async for link in store.ledger.links(made.checkpoint.sequence):
            out.write(canonical(link) + b"\n")
    click.echo(f"Exported to {file}: {_ends(made)}")


@ledger_group.command("verify")
@click.argument("file", type=click.File("rb"), required=False)
@click.option(
    "--checkpoint", "checkpoints", type=click.File("rb"), multiple=True, help="A checkpoint to hold it to."
)
@click.option(
    "--public-key", "keys", type=click.File("rb"), multiple=True, help="The key that signed the checkpoints."
)
@with_settings
async def verify_ledger(
    settings: Settings,
    file: BinaryIO | None,
    checkpoints: tuple[BinaryIO, ...],
    keys: tuple[BinaryIO, ...],
) -> None:
    """Find what was changed, removed, moved or put in among the entries of the ledger.

    Without FILE, those in the database, and the checkpoints kept there. FILE is what `lrs ledger export` has
    written; then no database is needed.
    """
    if file and not keys:
        raise click.UsageError("FILE is verified with --public-key: have it from somebody you trust.")
    trusted = [PublicKey.from_pem(each.read(), each.name) for each in keys] or [own_key(settings)]
    verifier = Verifier()
    for each in checkpoints:
        Checkpoint.read(each.read(), each.name).tell(verifier, trusted)
    if file:
        verify_export(file, verifier, trusted)
    else:
        await verify_database(settings, verifier, trusted)
    show(verifier)


def own_key(settings: Settings) -> PublicKey:
    """Return the public key of this deployment."""
    return load_signing_key(settings.signing_key_path).public


async def verify_database(settings: Settings, verifier: Verifier, trusted: list[PublicKey]) -> None:
    """Have a verifier read the ledger, and hold it to the checkpoints that are kept there."""
    async with open_deployment(settings, load_secret(settings.secret_path)) as store:
        for kept in await store.checkpoints.all():
            kept.tell(verifier, trusted)
        await verify(store.ledger, verifier)


def verify_export(file: BinaryIO, verifier: Verifier, trusted: list[PublicKey]) -> None:
    """Have a verifier read what `lrs ledger export` has written.

    Raises CheckpointRefused where it does not begin with a checkpoint.
    """
    lines = iter(file)
    own = Checkpoint.read(next(lines, b""), f"the first line of {file.name}")
    own.tell(verifier, trusted)
    for number, line in enumerate(lines, start=2):
        try:
            verifier.read(msgspec.json.decode(line), f"line {number}")
        except msgspec.DecodeError:
            verifier.refuse(f"line {number}")
    verifier.end(own.checkpoint.sequence)


def show(verifier: Verifier) -> None:
    """Print what was found. Raises ClickException where that is anything."""
    for finding in verifier.findings:
        click.echo(f"{finding.sentence}.")
    if found := len(verifier.findings):
        raise click.ClickException(f"the ledger is not what was written: {found} found")
    click.echo(f"{_entries(verifier.head.sequence)}, whole and in order; the last digest is:")
    click.echo(verifier.head.digest)


def _ends(made: Checkpoint) -> str:
    return f"{_entries(made.checkpoint.sequence)}, at {made.checkpoint.time}."


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"
