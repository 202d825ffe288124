"""The statement schemas: a fast verdict on every statement, and a slow explanation for those refused."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from lrs.errors import StatementRefused
from lrs.xapi.versions import V1_0_3, VERSIONS, Version
from lrs.xapi.violations import Violation
from lrs_schemas import load


class Schema:
    """A schema compiled twice: to judge in microseconds, and to explain."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Compile `schema`, which may refer to those of all versions."""
        known = [(each["$id"], each) for each in (load(version.schema) for version in VERSIONS)]
        self._judge = jsonschema_rs.Draft202012Validator(schema, registry=jsonschema_rs.Registry(known))
        # Crawled here, for otherwise every look-up would crawl anew.
        registry = Registry().with_resources((i, Resource.from_contents(s)) for i, s in known).crawl()
        self._explainer = Draft202012Validator(schema, registry=registry)

    def check(self, value: Any) -> None:
        """Raise StatementRefused where `value` breaks the schema, with the one fault that says most."""
        if not self.is_valid(value):
            raise self.explain(value)

    def is_valid(self, value: Any) -> bool:
        """Return whether `value` obeys the schema."""
        return self._judge.is_valid(value)

    def explain(self, value: Any) -> StatementRefused:
        """Return why `value` is refused, as the error to raise."""
        error = best_match(self._explainer.iter_errors(value))
        return Violation.of(error).refusal() if error else StatementRefused(rule="statement")


@cache
def statement_schema(version: Version) -> Schema:
    """Return the schema of a version's statements; it is compiled once."""
    return Schema(load(version.schema))


@cache
def actor_schema() -> Schema:
    """Return the schema of an Agent or Group, in which the versions agree; it is compiled once."""
    return Schema({"$ref": f"{load(V1_0_3.schema)['$id']}#/$defs/actor"})
