"""Whether a statement may be stored."""

from __future__ import annotations

from typing import Any

from lrs.errors import StatementRefused
from lrs.xapi.paths import Step, place, pointer
from lrs.xapi.rules import RULES
from lrs.xapi.schema import actor_schema, statement_schema
from lrs.xapi.versions import Version


def check(statement: dict[str, Any], version: Version) -> None:
    """Check a statement against the schema and the rules of a version.

    Raises StatementRefused, which names the place, the rule and what is wrong in plain words.
    """
    statement_schema(version).check(statement)
    _check_rules(statement, ())
    if statement["object"].get("objectType") == "SubStatement":
        _check_rules(statement["object"], ("object",))


def check_agent(agent: Any) -> None:
    """Check what should be an Agent or a Group, such as the parameter `agent` (Data 2.4.2).

    Raises StatementRefused, as `check` does.
    """
    actor_schema().check(agent)


def _check_rules(statement: dict[str, Any], start: tuple[Step, ...]) -> None:
    for name, rule in RULES.items():
        for fault in rule(statement):
            path = (*start, *fault.path)
            raise StatementRefused(f"{place(path)} {fault.predicate}", pointer=pointer(path), rule=name)
