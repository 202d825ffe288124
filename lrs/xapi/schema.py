"""The statement schemas: a fast verdict on every statement, and a slow explanation for those refused."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from lrs.errors import StatementRefused
from lrs.xapi.versions import VERSIONS, Version
from lrs.xapi.violations import Violation
from lrs_schemas import load


class StatementSchema:
    """The schema of one version's statements, compiled twice: to judge in microseconds and to explain."""

    def __init__(self, name: str, schemas: dict[str, dict[str, Any]]) -> None:
        """Compile schema `name` of `schemas`, whose members may refer to each other."""
        named = [(schema["$id"], schema) for schema in schemas.values()]
        self._judge = jsonschema_rs.Draft202012Validator(
            schemas[name], registry=jsonschema_rs.Registry(named)
        )
        # Crawled here, for otherwise every look-up would crawl anew.
        registry = Registry().with_resources((i, Resource.from_contents(s)) for i, s in named).crawl()
        self._explainer = Draft202012Validator(schemas[name], registry=registry)

    def is_valid(self, statement: Any) -> bool:
        """Return whether `statement` obeys the schema. Raises ValueError where it is nested too deeply."""
        return self._judge.is_valid(statement)

    def explain(self, statement: Any) -> StatementRefused:
        """Return why `statement` is refused, as the error to raise: the one fault that says most."""
        error = best_match(self._explainer.iter_errors(statement))
        return Violation.of(error).refusal() if error else StatementRefused(rule="statement")


@cache
def schema_of(version: Version) -> StatementSchema:
    """Return the compiled schema of a version; it is compiled once."""
    return StatementSchema(version.schema, {each.schema: load(each.schema) for each in VERSIONS})
