from __future__ import annotations

import pytest

from bench.aims import AIMS, Aim
from bench.ceilings import Ceilings
from bench.measuring import Footprint, Measured, aggregate
from bench.page import page
from lrs.load.figures import Figures
from lrs.load.target import Target
from lrs.load.works import Sample, Work, reads, writes

TARGET = Target("http://lrs.example/xapi/statements", {})


def figures(rate: float, median: float = 1.0, p99: float = 2.0) -> Figures:
    return Figures(int(rate), rate, median, p99, {})


CEILINGS = Ceilings({32: figures(1000), 256: figures(800)}, {50: 20_000.0, 500: 25_000.0})


def store(size: int, *works: tuple[Work, Figures]) -> Measured:
    return Measured(size, CEILINGS, 10_000.0, works, Footprint(400.4, 300.0, [90_000_000], 5 * 10**8))


def line(text: str, beginning: str) -> list[str]:
    [found] = [each for each in text.splitlines() if each.startswith(f"| {beginning} ")]
    return [cell.strip() for cell in found.strip("|").split("|")]


@pytest.mark.parametrize(
    ("work", "ceiling"),
    [
        (Work("single POST", 32, [], 1), 1000),
        (Work("single POST", 256, [], 1), 800),
        (Work("GET by agent, 25", 16, []), 1000),
        (Work("batches of 50", 8, [], 50), 400),
        (Work("batches of 500", 4, [], 500), 50),
    ],
)
def test_a_work_is_compared_with_the_ceiling_of_its_kind(work: Work, ceiling: float) -> None:
    assert CEILINGS.of(work) == ceiling


@pytest.mark.parametrize(
    ("aim", "share", "met"),
    [
        (Aim(0.2), 0.2, True),
        (Aim(0.2), 0.19, False),
        (Aim(p99=2.0), 0.0, True),
        (Aim(p99=1.9), 1.0, False),
        (Aim(0.2, median=0.9), 1.0, False),
    ],
)
def test_an_aim_is_met_when_share_and_times_are(aim: Aim, share: float, met: bool) -> None:
    assert aim.met(figures(1), share) is met
    assert not Aim(p99=1.0).met(Figures(0, 0.0, None, None, {"503": 1}), share)


def test_every_aim_is_one_of_a_work() -> None:
    works = [
        *writes(TARGET),
        *reads(TARGET, Sample(["id"], ["registration"])),
        aggregate("http://lrs.example", TARGET),
    ]
    assert set(AIMS) <= {(work.name, work.connections) for work in works}


def test_the_page_shows_shares_growth_and_needs() -> None:
    by_id, batches = Work("GET by id", 32, []), Work("batches of 50", 8, [], 50)
    small = store(10_000, (by_id, figures(250, median=10.0)), (batches, figures(200)))
    large = store(100_000, (by_id, figures(150, median=14.0)), (batches, figures(300)))
    shown = page({"Processor": "2 cores"}, [small, large])
    first, second = shown.split("### 100,000 statements")
    assert line(shown, "Processor")[1] == "2 cores"
    assert line(first, "import of a file")[3:] == ["10,000", "", "", "0.40", "0.60", "**no**"]
    assert line(first, "GET by id")[1:] == ["32", "250", "", "10.0", "2.0", "0.25", "0.20", "yes"]
    assert line(first, "batches of 50")[1:] == ["8", "200", "10,000", "1.0", "2.0", "0.50", "0.70", "**no**"]
    growth = second.split("### As the store grows")[1]
    assert line(growth, "GET by id")[1:] == ["32", "10.0", "14.0", "1.40", "1.3", "**no**"]
    assert line(growth, "batches of 50")[1:] == ["8", "1.0", "1.0", "1.00", "", ""]
    assert line(growth, "100,000")[1:] == ["400", "300", "90", "500"]


def test_what_failed_stands_beside_the_figures() -> None:
    work = Work("GET by id", 32, [])
    shown = page({}, [store(10, (work, Figures(0, 0.0, None, None, {"503": 7, "no answer": 1})))])
    assert "| GET by id (failed: 7 503, 1 no answer) |" in shown
