"""The command `lrs`."""

from __future__ import annotations

import click

from lrs.cli.credits import credits_group
from lrs.cli.demo import demo
from lrs.cli.imports import import_file
from lrs.cli.keys import keys_group
from lrs.cli.people import people_group
from lrs.cli.policies import policies_group
from lrs.cli.report import report
from lrs.cli.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cme-lrs", prog_name="lrs")
def main() -> None:
    """Learning record store for continuing medical education."""


for _command in (
    serve,
    demo,
    keys_group,
    people_group,
    policies_group,
    import_file,
    credits_group,
    report,
):
    main.add_command(_command)
