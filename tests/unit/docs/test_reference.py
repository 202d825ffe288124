"""The reference says what the code says: nothing is left out, and nothing is there that does not exist."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import lrs
from lrs import errors
from lrs.api import aggregate, awards, learners, profiles, scopes, state, statement_queries
from lrs.cli import main
from lrs.reports import people_csv
from lrs.settings import _VARIABLES
from lrs.xapi.rules import RULES
from lrs_schemas import load
from tests.unit.docs.pages import page, rows, sections

SETTINGS = rows(page("reference/settings.md"))
SCOPES = rows(page("reference/scopes.md"))
ROUTES = {
    tuple(heading.split()): body
    for heading, body in sections(page("reference/http-api.md"), 3).items()
    if heading.split()[0].isupper()
}
COMMANDS = sections(page("reference/cli.md"), 2)
ERRORS = page("reference/errors.md")
CODES = rows(sections(ERRORS, 2)["Codes"])
SCHEMA_RULES = rows(sections(ERRORS, 3)["In the schemas"])
OTHER_RULES = rows(sections(ERRORS, 3)["Beyond the schemas"])
PEOPLE = rows(page("how-to/register-people.md"))


def handlers() -> dict[tuple[str, ...], Callable[..., Any]]:
    app = lrs.create_app(lrs.Settings(data=Path("unused")))
    return {
        (route.method, route.resource.canonical): route.handler
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }


def commands(command: click.Command = main, name: str = "lrs") -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in command.list_commands(context):
            if each := command.get_command(context, part):
                yield from commands(each, f"{name} {part}")
    else:
        arguments = [
            str(each.human_readable_name) for each in command.params if each.param_type_name == "argument"
        ]
        yield " ".join([name, *arguments]), command


def options(command: click.Command) -> dict[str, click.Option]:
    found = (each for each in command.params if isinstance(each, click.Option))
    return {each.opts[-1]: each for each in found if each.opts[-1] != "--data"}


def titled(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "title" in schema:
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from titled(each)


def schema_rules() -> Iterator[tuple[str, str]]:
    """Yield every rule that a schema can name, with words that its explanation holds."""
    for schema in [each for name in ("xapi-1.0.3", "xapi-2.0.0") for each in titled(load(name))]:
        if "description" in schema:
            yield schema["title"], schema["description"]
        if "required" in schema:
            yield f"{schema['title']}.missing", "missing"
        if schema.get("additionalProperties") is False:
            yield f"{schema['title']}.unknown", "not known"


def written_rules() -> Iterator[str]:
    """Yield every rule that stands in the code as text."""
    yield from RULES
    for path in Path(lrs.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def error_classes(root: type[errors.LrsError] = errors.LrsError) -> Iterator[type[errors.LrsError]]:
    yield root
    for each in root.__subclasses__():
        yield from error_classes(each)


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(SETTINGS) == {"LRS_DATA", *_VARIABLES}


@pytest.mark.parametrize("variable", sorted(_VARIABLES))
def test_the_default_of_a_setting_is_the_documented_one(variable: str) -> None:
    field, _parse = _VARIABLES[variable]
    default = getattr(lrs.Settings(data=Path()), field)
    shown = ",".join(sorted(default)) if isinstance(default, frozenset) else default
    assert SETTINGS[variable][0] == ("none" if default is None else f"`{shown}`")


def test_every_scope_is_documented_with_what_it_allows_and_no_other() -> None:
    assert {name: [means] for name, means in scopes.SCOPES.items()} == SCOPES


def test_every_route_is_documented_and_no_other() -> None:
    assert set(ROUTES) == set(handlers())


@pytest.mark.parametrize("route", sorted(handlers()), ids=" ".join)
def test_the_scopes_of_a_route_are_the_documented_ones(route: tuple[str, ...]) -> None:
    names = re.findall(r"scopes\.([A-Z_]+)", inspect.getsource(handlers()[route]))
    line = next((line for line in ROUTES[route].splitlines() if line.startswith("Scope:")), "Open to all.")
    assert {getattr(scopes, name) for name in names} == set(re.findall(r"`([^`]+)`", line.partition(". ")[0]))
    assert bool(names) == ("Open to all." not in ROUTES[route])


@pytest.mark.parametrize(
    ("route", "known"),
    [
        (("GET", "/xapi/statements"), statement_queries.KNOWN),
        (("GET", "/xapi/activities/state"), (*state.STATE.context, state.STATE.id, "since")),
        (("GET", "/xapi/agents/profile"), (*profiles.AGENTS.kind.context, profiles.AGENTS.kind.id, "since")),
        (
            ("PUT", "/xapi/activities/profile"),
            (*profiles.ACTIVITIES.kind.context, profiles.ACTIVITIES.kind.id),
        ),
        (("GET", "/api/aggregate"), aggregate.KNOWN),
        (("GET", "/api/awards"), awards.KNOWN),
        (("GET", "/api/learners/{learner}/transcript"), learners.TRANSCRIPT),
        (("GET", "/api/learners/transcript"), ("agent", *learners.TRANSCRIPT)),
        (("GET", "/api/learners/{learner}/progress"), learners.PROGRESS),
        (("GET", "/api/learners/progress"), ("agent", *learners.PROGRESS)),
        (("GET", "/api/learners/{learner}/suggestions"), learners.PROGRESS),
        (("GET", "/api/learners/suggestions"), ("agent", *learners.PROGRESS)),
    ],
)
def test_the_parameters_of_a_route_are_the_documented_ones(
    route: tuple[str, str], known: tuple[str, ...]
) -> None:
    assert set(rows(ROUTES[route])) == set(known)


def test_the_codes_of_a_route_exist() -> None:
    for body in ROUTES.values():
        line = body.replace("\n", " ").rpartition("Code")[2]
        assert set(re.findall(r"`([a-z_]+)`", line)) <= set(CODES)


def test_every_command_is_documented_with_its_arguments_and_no_other() -> None:
    assert set(COMMANDS) == {name for name, _command in commands()}


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_option_of_a_command_is_documented_and_no_other(name: str, command: click.Command) -> None:
    documented = rows(COMMANDS[name])
    assert set(documented) == set(options(command))
    for option, cells in documented.items():
        assert cells[0].startswith("Required") == options(command)[option].required


def test_the_data_folder_can_be_named_for_every_command_but_the_documented_one() -> None:
    without = [
        name for name, command in commands() if not any(each.name == "data" for each in command.params)
    ]
    assert sorted(without) == [
        "lrs bench",
        "lrs requirements check FILES",
        "lrs requirements worked NAME",
    ]
    page_says = page("reference/cli.md").partition("reads the")[0]
    assert re.findall(r"`([^`]+)`", page_says)[-3:] == [
        "lrs requirements check",
        "lrs requirements worked",
        "lrs bench",
    ]


def test_every_error_code_is_documented_with_its_status_and_no_other() -> None:
    assert {code: cells[0] for code, cells in CODES.items()} == {
        each.code: str(each.status) for each in error_classes()
    }


def test_every_rule_of_the_schemas_is_documented_and_no_other() -> None:
    assert set(SCHEMA_RULES) == {rule for rule, _words in schema_rules()}


@pytest.mark.parametrize(("rule", "words"), sorted(set(schema_rules())))
def test_a_rule_of_the_schemas_is_documented_in_the_words_of_its_messages(rule: str, words: str) -> None:
    assert words in SCHEMA_RULES[rule][0]


def test_every_other_rule_is_documented_and_no_other() -> None:
    assert set(OTHER_RULES) == set(written_rules()) - set(SCHEMA_RULES)


def test_every_column_of_the_people_registry_is_documented_and_no_other() -> None:
    assert set(PEOPLE) == {*people_csv.REQUIRED, *people_csv.OPTIONAL, *people_csv.IDENTIFIERS}


@pytest.mark.parametrize("column", people_csv.REQUIRED)
def test_a_column_that_must_be_filled_is_documented_as_required(column: str) -> None:
    assert PEOPLE[column][0].startswith("Required.")
