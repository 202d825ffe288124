"""lrs bench."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TextIO

import click

from lrs.cli.command import as_command
from lrs.cli.output import show_json, show_table
from lrs.load.contact import first_contact
from lrs.load.driver import drive
from lrs.load.figures import Figures
from lrs.load.target import statement_resource
from lrs.load.works import Work, reads, writes

SECRET_VARIABLE = "LRS_BENCH_SECRET"  # noqa: S105  # the variable's name

Measured = list[tuple[Work, Figures]]


@click.command()
@click.option("--endpoint", required=True, help="The xAPI endpoint, such as https://lrs.example/xapi/.")
@click.option("--key", required=True, help="The credential's key (its user name).")
@click.option(
    "--secret-file",
    type=click.File(),
    help=f"File with the secret (- for standard input) [default: {SECRET_VARIABLE}, or ask].",
)
@click.option("--version", default="1.0.3", show_default=True, help="The xAPI version to speak.")
@click.option(
    "--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1), help="How long for each figure."
)
@click.option(
    "--connections", type=click.IntRange(1, 1000), help="For each figure [default: 4 to 256, as shown]."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@as_command
async def bench(
    endpoint: str,
    key: str,
    secret_file: TextIO | None,
    version: str,
    seconds: float,
    connections: int | None,
    as_json: bool,
) -> None:
    """Measure any LRS from outside: what it stores and answers in a second, and how soon.

    It writes thousands of statements, which stay: use an LRS that is there for that.
    """
    target = statement_resource(endpoint, key, _secret(secret_file), version)
    click.echo(f"This writes thousands of statements to {target.url}; nothing removes them.", err=True)
    sample = await first_contact(target)
    measured: Measured = []
    for work in _over(connections, [*writes(target), *reads(target, sample)]):
        click.echo(f"{work.name}, {work.connections} connections ...", err=True)
        measured.append((work, await drive(target, work.requests, work.connections, seconds)))
    if as_json:
        show_json({"endpoint": endpoint, "version": version, "works": [_as_json(*each) for each in measured]})
        return
    show_table(
        ("work", "connections", "requests/s", "statements/s", "median ms", "p99 ms", "failed"),
        (_row(*each) for each in measured),
    )


def _secret(file: TextIO | None) -> str:
    """Return the secret; never from the command line, where every user of the machine sees it."""
    if file:
        return file.read().strip()
    prompted: str = os.environ.get(SECRET_VARIABLE) or click.prompt("Secret", hide_input=True, err=True)
    return prompted


def _over(connections: int | None, works: Iterable[Work]) -> Iterable[Work]:
    """Return the works over so many connections, each once, or as they are if that is None."""
    if connections is None:
        return works
    return {work.name: replace(work, connections=connections) for work in works}.values()


def _as_json(work: Work, figures: Figures) -> dict[str, Any]:
    return {
        "work": work.name,
        "connections": work.connections,
        "answered": figures.answered,
        "requests_per_second": round(figures.rate, 1),
        "statements_per_second": round(figures.rate * work.statements, 1),
        "median_ms": figures.median,
        "p99_ms": figures.p99,
        "failures": dict(figures.failures),
    }


def _row(work: Work, figures: Figures) -> tuple[str, ...]:
    return (
        work.name,
        str(work.connections),
        f"{figures.rate:,.0f}",
        f"{figures.rate * work.statements:,.0f}" if work.statements else "",
        _milliseconds(figures.median),
        _milliseconds(figures.p99),
        ", ".join(f"{count} {why}" for why, count in figures.failures.items()),
    )


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
