"""A breach of a statement schema, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from jsonschema.exceptions import ValidationError

from lrs.errors import StatementRefused
from lrs.xapi.paths import Step, place, pointer


@dataclass(frozen=True, slots=True)
class Violation:
    """One keyword of one schema that a part of the statement does not obey.

    `schema` holds `keyword`; its title names the rule, and its description says what is right. `path` leads
    to `value`; where `is_key`, `value` is a key of the object there.
    """

    keyword: str
    schema: Mapping[str, Any]
    value: Any
    path: tuple[Step, ...]
    is_key: bool

    @classmethod
    def of(cls, error: ValidationError) -> Violation:
        """Return what a validation error is about."""
        return cls(
            keyword=cast("str", error.validator),
            schema=cast("Mapping[str, Any]", error.schema),
            value=error.instance,
            path=tuple(error.absolute_path),
            is_key="propertyNames" in error.absolute_schema_path,
        )

    def refusal(self) -> StatementRefused:
        """Return the error that tells a client."""
        match self.keyword:
            case "required":
                return self._about_missing_keys()
            case "additionalProperties":
                return self._about_unknown_keys()
            case _:
                return self._about_value()

    def _about_missing_keys(self) -> StatementRefused:
        missing = [name for name in self.schema["required"] if name not in self.value]
        message = f"{place(self.path)} needs {' and '.join(missing)}"
        return StatementRefused(message, pointer=pointer(self.path), rule=f"{self.schema['title']}.missing")

    def _about_unknown_keys(self) -> StatementRefused:
        unknown = [name for name in self.value if name not in self.schema["properties"]]
        message = f"{place(self.path)} may not have {' or '.join(unknown)}"
        at = pointer((*self.path, unknown[0]))
        return StatementRefused(message, pointer=at, rule=f"{self.schema['title']}.unknown")

    def _about_value(self) -> StatementRefused:
        subject = f"the key {self.value} of {place(self.path)}" if self.is_key else place(self.path)
        at = pointer((*self.path, self.value) if self.is_key else self.path)
        return StatementRefused(
            f"{subject} {self.schema['description']}", pointer=at, rule=self.schema["title"]
        )
