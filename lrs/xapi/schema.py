"""The statement schemas: the verdict on every statement, and the reason for those refused."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import Any

import jsonschema_rs

from lrs.errors import StatementRefused
from lrs.xapi.versions import V1_0_3, VERSIONS, Version
from lrs.xapi.violations import Violation
from lrs_schemas import load


class Schema:
    """A compiled schema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Compile `schema`, which may refer to those of all versions."""
        self._known = {each["$id"]: each for each in (load(version.schema) for version in VERSIONS)}
        registry = jsonschema_rs.Registry(self._known.items())
        self._validator = jsonschema_rs.Draft202012Validator(schema, registry=registry)

    def check(self, value: Any) -> None:
        """Raise StatementRefused where `value` breaks the schema, with the one fault that says most."""
        if not self.is_valid(value):
            raise self.explain(value)

    def is_valid(self, value: Any) -> bool:
        """Return whether `value` obeys the schema."""
        return self._validator.is_valid(value)

    def explain(self, value: Any) -> StatementRefused:
        """Return why `value` is refused, as the error to raise."""
        errors = self._validator.iter_errors(value)
        violations = (Violation.of(error, value, self._known) for error in errors)
        return max(violations, key=attrgetter("relevance")).refusal()


@cache
def statement_schema(version: Version) -> Schema:
    """Return the schema of a version's statements; it is compiled once."""
    return Schema(load(version.schema))


@cache
def actor_schema() -> Schema:
    """Return the schema of an Agent or Group, in which the versions agree; it is compiled once."""
    return Schema({"$ref": f"{load(V1_0_3.schema)['$id']}#/$defs/actor"})
