"""Whether a statement may be stored."""

from __future__ import annotations

from typing import Any

from lrs.errors import StatementRefused
from lrs.xapi.paths import Step, place, pointer
from lrs.xapi.rules import RULES
from lrs.xapi.schema import schema_of
from lrs.xapi.versions import Version


def check(statement: dict[str, Any], version: Version) -> None:
    """Check a statement against the schema and the rules of a version.

    Raises StatementRefused, which names the place, the rule and what is wrong in plain words.
    """
    _check_schema(statement, version)
    _check_rules(statement, ())
    if statement["object"].get("objectType") == "SubStatement":
        _check_rules(statement["object"], ("object",))


def _check_schema(statement: dict[str, Any], version: Version) -> None:
    schema = schema_of(version)
    try:
        valid = schema.is_valid(statement)
    except ValueError:
        raise StatementRefused("the statement is nested too deeply", rule="statement.depth") from None
    if not valid:
        raise schema.explain(statement)


def _check_rules(statement: dict[str, Any], start: tuple[Step, ...]) -> None:
    for name, rule in RULES.items():
        for fault in rule(statement):
            path = (*start, *fault.path)
            raise StatementRefused(f"{place(path)} {fault.predicate}", pointer=pointer(path), rule=name)
