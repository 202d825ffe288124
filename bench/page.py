"""The figures as a page of Markdown, which is read on a terminal as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench.aims import AIMS, GROWTH, IMPORT
from bench.measuring import Measured
from lrs.load.figures import Figures
from lrs.load.works import Work

Row = tuple[str, ...]
MEGABYTE = 1_000_000

NOTE = """\
Service, MongoDB and load generator share the cores. The load generator is a process of its own, whose
memory is not counted. A ceiling is taken in the same run, just before the figures that stand beside it."""


def page(machine: Mapping[str, str], stores: Sequence[Measured]) -> str:
    """Return the whole page: the machine, a table for each store, and how the figures change with size."""
    sections = [
        table(("Taken", "on"), list(machine.items())),
        NOTE,
        *(f"### {store.size:,} statements\n\n{_store(store)}" for store in stores),
        f"### As the store grows\n\n{_growth(stores)}",
        f"### On disk and in memory\n\n{_footprints(stores)}",
    ]
    return "\n\n".join(sections) + "\n"


def _store(store: Measured) -> str:
    header = (
        "work",
        "connections",
        "requests/s",
        "statements/s",
        "median ms",
        "p99 ms",
        "of ceiling",
        "at least",
        "met",
    )
    return table(
        header, [*_ceilings(store), _imported(store), *(_work(store, *each) for each in store.works)]
    )


def _ceilings(store: Measured) -> Iterator[Row]:
    for connections, figures in store.ceilings.bare.items():
        yield (
            "*bare aiohttp, single POST*",
            str(connections),
            f"{figures.rate:,.0f}",
            "",
            *_times(figures),
            "1",
            "",
            "",
        )
    for batch, rate in store.ceilings.raw.items():
        yield (f"*raw insert_many of {batch}*", "", "", f"{rate:,.0f}", "", "", "1", "", "")


def _imported(store: Measured) -> Row:
    share = store.imported / store.ceilings.raw[500]
    aim = (f"{share:.2f}", f"{IMPORT:.2f}", _yes(share >= IMPORT))
    return ("import of a file", "", "", f"{store.imported:,.0f}", "", "", *aim)


def _work(store: Measured, work: Work, figures: Figures) -> Row:
    share = figures.rate / store.ceilings.of(work)
    aim = AIMS.get((work.name, work.connections))
    failed = ", ".join(f"{count} {why}" for why, count in figures.failures.items())
    return (
        work.name + (f" (failed: {failed})" if failed else ""),
        str(work.connections),
        f"{figures.rate:,.0f}",
        f"{figures.rate * work.statements:,.0f}" if work.statements else "",
        *_times(figures),
        f"{share:.2f}",
        str(aim or ""),
        _yes(aim.met(figures, share)) if aim else "",
    )


def _growth(stores: Sequence[Measured]) -> str:
    """Return the median milliseconds of every work by the size of the store."""
    header = (
        "median ms of",
        "connections",
        *(f"{store.size:,}" for store in stores),
        "last / first",
        "at most",
        "met",
    )
    return table(header, [_grown(line) for line in zip(*(store.works for store in stores), strict=True)])


def _grown(line: Sequence[tuple[Work, Figures]]) -> Row:
    work, medians = line[0][0], [figures.median for _, figures in line]
    growth = medians[-1] / medians[0] if medians[0] and medians[-1] else None
    bounded = growth is not None and work.name.startswith("GET")
    return (
        work.name,
        str(work.connections),
        *(_time(each) for each in medians),
        "" if growth is None else f"{growth:.2f}",
        str(GROWTH) if bounded else "",
        _yes(growth <= GROWTH) if bounded and growth else "",
    )


def _footprints(stores: Sequence[Measured]) -> str:
    header = ("statements", "bytes each: data", "indexes", "memory in MB: service, by process", "mongod")
    return table(
        header,
        [
            (
                f"{store.size:,}",
                f"{store.footprint.data:,.0f}",
                f"{store.footprint.indexes:,.0f}",
                " + ".join(f"{each / MEGABYTE:,.0f}" for each in store.footprint.service),
                f"{store.footprint.mongod / MEGABYTE:,.0f}",
            )
            for store in stores
        ],
    )


def table(header: Row, rows: Sequence[Row]) -> str:
    """Return a table whose columns stand below each other in plain text too."""
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = [header, tuple("-" * width for width in widths), *rows]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def _times(figures: Figures) -> tuple[str, str]:
    return _time(figures.median), _time(figures.p99)


def _time(milliseconds: float | None) -> str:
    return "" if milliseconds is None else f"{milliseconds:.1f}"


def _yes(met: bool) -> str:
    return "yes" if met else "**no**"
