"""lrs plugins."""

from __future__ import annotations

import click

from lrs.cli.command import with_settings
from lrs.cli.output import show_json, show_table
from lrs.plugins import Plugin, load
from lrs.settings import Settings


@click.group("plugins")
def plugins_group() -> None:
    """Plugins: the accreditation bodies that the service knows."""


@plugins_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
async def list_plugins(settings: Settings, as_json: bool) -> None:
    """List the plugins: where they come from and what they offer, or why they did not load."""
    found = load(configurations=settings.plugins_path).found
    if as_json:
        show_json({"plugins": [_document(plugin) for plugin in found]})
    else:
        show_table(("plugin", "from", "credit", "reports", "failure"), [_row(plugin) for plugin in found])


def _document(plugin: Plugin) -> dict[str, object]:
    return {
        "name": plugin.name,
        "source": plugin.source,
        "credit": [{"body": each.body, "type": each.name} for each in plugin.credit_types],
        "reports": [{"body": each.body, "format": each.format} for each in plugin.writers],
        "failure": plugin.failure,
    }


def _row(plugin: Plugin) -> tuple[str, ...]:
    credit = "\n".join(f"{each.body}: {each.name}" for each in plugin.credit_types)
    reports = "\n".join(f"{each.body} as {each.format}" for each in plugin.writers)
    return (plugin.name, plugin.source, credit, reports, plugin.failure)
