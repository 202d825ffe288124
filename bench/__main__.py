"""Measure and write a page: `make bench`. The ratios count; the absolute figures are this machine's."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import uvloop

from bench.machine import describe
from bench.measuring import measure
from bench.page import page


@click.command()
@click.option("--sizes", default="10000,100000,1000000", show_default=True, help="Statements in each store.")
@click.option("--seconds", default=5.0, show_default=True, help="How long for each figure.")
@click.option(
    "--out", default="out/benchmarks.md", show_default=True, type=click.Path(path_type=Path, dir_okay=False)
)
def main(sizes: str, seconds: float, out: Path) -> None:
    """Measure the service with stores of several sizes, and show the figures beside the ceilings."""
    shown = uvloop.run(_measured([int(size) for size in sizes.split(",")], seconds))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(shown)
    click.echo(f"{shown}\nThis is in {out}.")


async def _measured(sizes: list[int], seconds: float) -> str:
    stores = []
    with tempfile.TemporaryDirectory(prefix="cme-lrs-bench-") as folder:
        machine = await describe(Path(folder))
        for size in sizes:
            click.echo(f"{size:,} statements ...", err=True)
            data = Path(folder, str(size))
            data.mkdir()
            stores.append(await measure(data, size, seconds))
    return page(machine, stores)


if __name__ == "__main__":
    main()
