"""lrs serve."""

from __future__ import annotations

import os

import click

from lrs.cli.command import with_settings
from lrs.cli.signals import told_to_stop
from lrs.logs import log_as_json
from lrs.server import serving
from lrs.settings import Settings

UNASKED = 8
"""Processes at the most where no number is given: a container sees all cores of its host."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--workers",
    default=lambda: min(os.cpu_count() or 1, UNASKED),
    show_default="one for each core, 8 at the most",
    type=click.IntRange(1, 64),
    help="Processes that answer requests; with more than one, credit has a process of its own.",
)
@with_settings
async def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Run the service until Ctrl-C or SIGTERM."""
    log_as_json()
    async with serving(settings, host, port, workers) as url:
        click.echo(f"CME LRS serves xAPI at {url}/xapi/")
        await told_to_stop()
