"""The activities that a policy names: IRIs, and patterns of IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Activities:
    """Activities by IRI and by pattern.

    `written` is what the policy says, in its order; `iris` are those of it without a wildcard, `prefixes` is
    what the others begin with. In a pattern `*` stands for one or more characters other than `/`, `?` and
    `#`, and `**`, at the end, for one or more characters of any kind.
    """

    written: tuple[str, ...]
    iris: frozenset[str]
    prefixes: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, document: Any) -> Activities:
        """Return the activities that a policy writes: one IRI or pattern, or a list of them."""
        return cls.named([document] if isinstance(document, str) else document)

    @classmethod
    def named(cls, written: Iterable[str]) -> Activities:
        """Return the activities with these IRIs and patterns."""
        once = tuple(dict.fromkeys(written))
        patterns = [each for each in once if "*" in each]
        return cls(
            written=once,
            iris=frozenset(once) - frozenset(patterns),
            prefixes=tuple(each.partition("*")[0] for each in patterns),
            patterns=tuple(_compiled(each) for each in patterns),
        )

    def __contains__(self, iri: str) -> bool:
        return iri in self.iris or any(pattern.fullmatch(iri) for pattern in self.patterns)

    def __or__(self, other: Activities) -> Activities:
        return Activities.named((*self.written, *other.written))

    @property
    def name(self) -> str:
        """The first of them as written: by this the ledger and the reports call what is certified."""
        return self.written[0]

    @property
    def count(self) -> int | None:
        """How many activities these are, or None where a pattern leaves it open."""
        return None if self.patterns else len(self.iris)


NONE = Activities.named(())


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*+)", pattern)
    meanings = {"*": r"[^/?#]+", "**": r".+"}
    return re.compile("".join(meanings.get(part) or re.escape(part) for part in parts), re.DOTALL)
