"""What a statement must obey and a schema cannot say. The names stand in error messages and are stable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lrs.xapi import timestamps
from lrs.xapi.paths import Step

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"


COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")


class Fault(NamedTuple):
    """The path from the statement to the place at fault, and what an error message says after the place."""

    path: tuple[Step, ...]
    predicate: str


Rule = Callable[[dict[str, Any]], Iterator[Fault]]


def score_in_order(statement: dict[str, Any]) -> Iterator[Fault]:
    """A score's min is less than its max, and raw between them (Data 2.4.5.1)."""
    score = statement.get("result", {}).get("score", {})
    low, raw, high = score.get("min"), score.get("raw"), score.get("max")
    if low is not None and high is not None and low >= high:
        yield Fault(("result", "score", "min"), "must be less than max")
    if raw is not None and low is not None and raw < low:
        yield Fault(("result", "score", "raw"), "must not be less than min")
    if raw is not None and high is not None and raw > high:
        yield Fault(("result", "score", "raw"), "must not be greater than max")


def time_exists(statement: dict[str, Any]) -> Iterator[Fault]:
    """A timestamp names a day of the calendar (Data 4.5)."""
    for name in ("timestamp", "stored"):
        if name in statement:
            try:
                timestamps.parse(statement[name])
            except ValueError:
                yield Fault((name,), "must be a time that exists")


def component_ids_differ(statement: dict[str, Any]) -> Iterator[Fault]:
    """The ids within a list of interaction components are distinct (Data 2.4.4.1)."""
    for path, definition in _definitions(statement):
        for name in [each for each in COMPONENT_LISTS if each in definition]:
            ids = [component["id"] for component in definition[name]]
            if len(ids) != len(set(ids)):
                yield Fault((*path, "definition", name), "must have distinct ids")


def signature_is_octets(statement: dict[str, Any]) -> Iterator[Fault]:
    """A signature is attached as application/octet-stream (Data 2.6)."""
    for index, attachment in enumerate(statement.get("attachments", ())):
        if attachment["usageType"] == SIGNATURE and attachment["contentType"] != "application/octet-stream":
            path = ("attachments", index, "contentType")
            yield Fault(path, "must be application/octet-stream, because this is a signature")


RULES: dict[str, Rule] = {
    "score.order": score_in_order,
    "timestamp.exists": time_exists,
    "interaction-components.distinct": component_ids_differ,
    "attachment.signature": signature_is_octets,
}


def _definitions(statement: dict[str, Any]) -> Iterator[tuple[tuple[Step, ...], dict[str, Any]]]:
    for path, activity in _activities(statement):
        if "definition" in activity:
            yield path, activity["definition"]


def _activities(statement: dict[str, Any]) -> Iterator[tuple[tuple[Step, ...], dict[str, Any]]]:
    # Of the objects, only an Activity has a definition.
    yield ("object",), statement["object"]
    for kind, given in statement.get("context", {}).get("contextActivities", {}).items():
        place = ("context", "contextActivities", kind)
        if isinstance(given, dict):
            yield place, given
        else:
            yield from (((*place, index), activity) for index, activity in enumerate(given))
