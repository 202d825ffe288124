"""lrs keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from lrs.api.scopes import SCOPES, of_body
from lrs.cli.command import with_plugins, with_store
from lrs.cli.output import show_json, show_table
from lrs.errors import NotFound
from lrs.plugins import Plugins
from lrs.store.keys import Key
from lrs.store.store import Store

OF_A_BODY = of_body("")


class Scope(click.Choice[str]):
    """The scopes that there are, and one for each accreditation body."""

    name = "scope"

    def __init__(self) -> None:
        super().__init__(sorted(SCOPES))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return a scope by its name; whether there is such a body, only the plugins know."""
        return str(value) if str(value).startswith(OF_A_BODY) else super().convert(value, param, ctx)


@click.group("keys")
def keys_group() -> None:
    """Credentials of modules, LMS platforms and accreditation bodies."""


@keys_group.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=Scope())
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Day (UTC) from which it no longer works.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_plugins
async def create(
    plugins: Plugins,
    store: Store,
    name: str,
    scopes: tuple[str, ...],
    expires: datetime | None,
    as_json: bool,
) -> None:
    """Make a credential called NAME. Its secret is shown this once.

    Besides the scopes listed below, reports/read/BODY pulls the reports made for one accreditation body.
    """
    _refuse_unknown(plugins, scopes)
    until = expires.replace(tzinfo=UTC) if expires else None
    key, secret = await store.keys.create(name, scopes, until)
    if as_json:
        show_json({"key": key.key, "secret": secret})
        return
    click.echo(f"key     {key.key}\nsecret  {secret}")
    click.echo("The secret is not shown again.", err=True)


@keys_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_store
async def list_keys(store: Store, as_json: bool) -> None:
    """List the credentials, without their secrets."""
    keys = await store.keys.list()
    if as_json:
        show_json([_as_json(key) for key in keys])
        return
    rows = [(key.key, key.name, " ".join(sorted(key.scopes)), _state(key), _day(key.created)) for key in keys]
    show_table(("key", "name", "scopes", "state", "created"), rows)


@keys_group.command()
@click.argument("key")
@with_store
async def revoke(store: Store, key: str) -> None:
    """Close the credential KEY at once."""
    await store.keys.revoke(key)
    click.echo(f"{key} is revoked.")


def _refuse_unknown(plugins: Plugins, scopes: tuple[str, ...]) -> None:
    """Refuse a scope that opens nothing, since there is no such body."""
    bodies = plugins.recipients()
    for scope in scopes:
        if scope not in SCOPES and scope not in map(of_body, bodies):
            known = ", ".join(bodies) or "none"
            raise NotFound(f"{scope}: no plugin writes reports to this body; there are: {known}")


def _as_json(key: Key) -> dict[str, object]:
    return {
        "key": key.key,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "created": key.created.isoformat(),
        "expires": key.expires.isoformat() if key.expires else None,
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }


def _state(key: Key) -> str:
    if key.revoked:
        return f"revoked {_day(key.revoked)}"
    if not key.valid_at(datetime.now(UTC)):
        return "expired"
    return f"until {_day(key.expires)}" if key.expires else "valid"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
