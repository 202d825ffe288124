"""What a key may be allowed to do (xAPI 1.0.3 Communication 4.2 names all but ours)."""

from __future__ import annotations

from typing import Final

WRITE: Final = "statements/write"
READ_MINE: Final = "statements/read/mine"
READ: Final = "statements/read"
STATE: Final = "state"
DEFINE: Final = "define"
PROFILE: Final = "profile"
ALL_READ: Final = "all/read"
ALL: Final = "all"
CREDITS_READ: Final = "credits/read"
REPORTS_READ: Final = "reports/read"
REPORTS_MAKE: Final = "reports/make"

SCOPES: Final = {
    WRITE: "store statements",
    READ_MINE: "read the statements that this key has stored",
    READ: "read every statement",
    STATE: "read and write state documents",
    DEFINE: "define activities",
    PROFILE: "read and write profile documents",
    ALL_READ: "read everything that xAPI offers",
    ALL: "do everything that xAPI offers",
    CREDITS_READ: "read credit awards",
    REPORTS_READ: "pull the reports for accreditation bodies",
    REPORTS_MAKE: "make reports for accreditation bodies",
}
"""Every scope with what it allows. Credit and reports are personal records: no xAPI scope includes them.

Besides, each body has one of its own: `of_body`.
"""


def of_body(body: str) -> str:
    """Return the scope that allows to pull the reports made for one body, and nothing else."""
    return f"{REPORTS_READ}/{body}"
