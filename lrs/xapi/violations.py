"""A breach of a statement schema, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind

from lrs.errors import StatementRefused
from lrs.xapi.paths import Step, place, pointer

_VAGUE = {"additionalProperties": -1, "anyOf": -2, "oneOf": -2}
"""The keywords that say less than others."""


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
    def of(cls, error: ValidationError, value: Any, schemas: Mapping[str, Any]) -> Violation:
        """Return what an error is about in the validated `value`; `schemas` are those known, by their ids."""
        of_key = error.kind.error if isinstance(error.kind, ValidationErrorKind.PropertyNames) else None
        schema_id, _, steps = str((of_key or error).absolute_keyword_location).partition("#/")
        *within, keyword = steps.split("/")
        return cls(
            keyword=keyword,
            schema=reduce(_step_into, within, schemas[schema_id]),
            value=of_key.instance if of_key else reduce(_step_into, error.instance_path, value),
            path=tuple(error.instance_path),
            is_key=of_key is not None,
        )

    @property
    def relevance(self) -> tuple[Any, ...]:
        """What of several violations says most has the greatest of these.

        That is the one that is about the largest part, and of these one about what the part says that it is.
        """
        about_type = self.path[-1:] == ("objectType",)
        part = self.path[:-1] if about_type else self.path
        return (-len(part), part, about_type, _VAGUE.get(self.keyword, 0))

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


def _step_into(value: Any, step: Step) -> Any:
    return value[int(step)] if isinstance(value, list) else value[step]
