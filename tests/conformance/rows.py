"""The rows of the matrix: requirements of xAPI, and how each is put to the test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from lrs.xapi.versions import V1_0_3, V2_0_0, VERSIONS, Version
from tests.conformance.lrs import Lrs
from tests.conformance.places import Part

ANY: Final = "*"
"""Whichever rule refuses: it differs from place to place."""

Check = Callable[[Lrs], Awaitable[None]]
T = TypeVar("T", bound=Check)


@dataclass(frozen=True, slots=True)
class DataRow:
    """A requirement on a part of a statement.

    Every place where the part may stand gets one of `values` at least, and each of them has a place; one that
    is a function is given what stands there.
    `rules` name for each version the rule by which all of them are refused, or None where they are accepted.
    """

    section: str
    requirement: str
    values: tuple[Any, ...]
    rules: Mapping[Version, str | None]

    def verdict(self, version: Version) -> str:
        """Return in words what becomes of the values in a version."""
        rule = self.rules[version]
        if rule is None:
            return "accepted"
        return "refused" if rule == ANY else f"refused: `{rule}`"


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A requirement on what a resource does, in the versions in which it holds."""

    section: str
    requirement: str
    check: Check
    versions: tuple[Version, ...]

    def verdict(self, version: Version) -> str:
        """Return in a word whether it holds in a version."""
        return "holds" if version in self.versions else ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """Requirements on one part of a statement; `sections` are those of xAPI 2.0.0."""

    title: str
    sections: str
    part: Part
    rows: tuple[DataRow, ...]

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions in which statements have such a part."""
        return tuple(v for v in VERSIONS if any(v in place.versions for place in self.part))


@dataclass(frozen=True, slots=True)
class ResourceTable:
    """Requirements on what a resource does; its rows are added by decorating their checks."""

    title: str
    sections: str
    rows: list[ResourceRow] = field(default_factory=list)

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions that have such a resource: each row says for itself where it holds."""
        return VERSIONS

    def row(self, section: str, requirement: str, *, only: Version | None = None) -> Callable[[T], T]:
        """Add the decorated check as a row, of one version where that is named."""

        def add(check: T) -> T:
            versions = (only,) if only else VERSIONS
            self.rows.append(ResourceRow(section, requirement, check, versions))
            return check

        return add


def accepted(
    section: str, requirement: str, *values: Any, but: Mapping[Version, str] | None = None
) -> DataRow:
    """Return a row whose values are accepted, except in versions for which a rule is named."""
    return DataRow(section, requirement, values, dict.fromkeys(VERSIONS) | dict(but or {}))


def refused(section: str, requirement: str, rule: str, *values: Any) -> DataRow:
    """Return a row whose values are refused by a rule."""
    return DataRow(section, requirement, values, dict.fromkeys(VERSIONS, rule))


def only_in_1_0_3(rule: str) -> Mapping[Version, str]:
    """Return that `rule` refuses something in 2.0.0."""
    return {V2_0_0: rule}


def only_in_2_0_0(rule: str) -> Mapping[Version, str]:
    """Return that `rule` refuses something in 1.0.3."""
    return {V1_0_3: rule}
