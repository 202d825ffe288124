"""Measure and write a page: `make bench`. The ratios count; the absolute figures are this machine's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import uvloop

from bench.machine import describe
from bench.measuring import measure
from bench.page import page


@click.command()
@click.option(
    "--size",
    "sizes",
    multiple=True,
    default=(10_000, 100_000, 1_000_000),
    show_default=True,
    type=click.IntRange(1),
    help="Statements in a store; for each, one is filled.",
)
@click.option(
    "--seconds", default=5.0, show_default=True, type=click.FloatRange(0.1), help="How long for each figure."
)
@click.option(
    "--out", default="out/benchmarks.md", show_default=True, type=click.Path(path_type=Path, dir_okay=False)
)
def main(sizes: Sequence[int], seconds: float, out: Path) -> None:
    """Measure the service with stores of several sizes, and show the figures beside the ceilings."""
    shown = uvloop.run(_measured(sizes, seconds))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(shown)
    click.echo(f"{shown}\nThis is in {out}.")


async def _measured(sizes: Sequence[int], seconds: float) -> str:
    with _folder() as folder:
        machine = await describe(folder)
    stores = []
    for size in sizes:
        click.echo(f"{size:,} statements ...", err=True)
        with _folder() as folder:
            stores.append(await measure(folder, size, seconds))
    return page(machine, stores)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cme-lrs-bench-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
