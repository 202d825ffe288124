"""What the service has to reach, as shares of the ceilings and as times."""

from __future__ import annotations

from dataclasses import dataclass

from lrs.load.figures import Figures


@dataclass(frozen=True, slots=True)
class Aim:
    """At least this share of the ceiling, and at most so many milliseconds."""

    share: float = 0.0
    median: float | None = None
    p99: float | None = None

    def __str__(self) -> str:
        times = (("median", self.median), ("p99", self.p99))
        shown = [f"{name} {most:,.0f} ms" for name, most in times if most is not None]
        return ", ".join([f"{self.share:.2f}"] * bool(self.share) + shown)

    def met(self, figures: Figures, share: float) -> bool:
        """Tell whether figures that are this share of the ceiling are good enough."""
        times = ((figures.median, self.median), (figures.p99, self.p99))
        return share >= self.share and all(
            most is None or (taken is not None and taken <= most) for taken, most in times
        )


AIMS = {
    ("single POST", 32): Aim(0.22, p99=40),
    ("single POST", 256): Aim(0.55, p99=120),
    ("batches of 50", 8): Aim(0.7),
    ("GET by id", 32): Aim(0.20),
    ("GET by agent, 25", 16): Aim(0.08),
    ("GET the latest 100", 8): Aim(0.03),
    ("aggregate by verb", 1): Aim(median=2000),
}
"""By the name of the work and its connections."""

IMPORT = 0.6
"""The share of raw insert_many that the import of a file has to reach."""
GROWTH = 1.3
"""How much longer a GET may take in the largest store than in the smallest."""
