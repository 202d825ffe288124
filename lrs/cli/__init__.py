"""The command `lrs`."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "serve": "lrs.cli.serve:serve",
    "demo": "lrs.cli.demo:demo",
    "keys": "lrs.cli.keys:keys_group",
    "people": "lrs.cli.people:people_group",
    "policies": "lrs.cli.policies:policies_group",
    "import": "lrs.cli.imports:import_file",
    "export": "lrs.cli.exports:export_file",
    "statements": "lrs.cli.statements:statements_group",
    "credits": "lrs.cli.credits:credits_group",
    "requirements": "lrs.cli.requirements:requirements_group",
    "learners": "lrs.cli.learners:learners_group",
    "ledger": "lrs.cli.ledger:ledger_group",
    "reports": "lrs.cli.reports:reports_group",
    "plugins": "lrs.cli.plugins:plugins_group",
    "bench": "lrs.cli.bench:bench",
}
"""Where each command stands: only the one that is run is imported, and not what the others need."""


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cme-lrs", prog_name="lrs")
def main() -> None:
    """Learning record store for continuing medical education."""
