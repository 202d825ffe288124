"""What filters and roll-ups need to know of a statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

import msgspec

from lrs.xapi import durations
from lrs.xapi.agents import agent_key, keys_of

VOIDED = "http://adlnet.gov/expapi/verbs/voided"

# IEEE 754 decimal128, which a store can keep: 34 digits.
_DECIMAL = Context(prec=34)


class Facts(msgspec.Struct, frozen=True):
    """The facts of one checked statement.

    `actor` is the actor's agent key, None for an anonymous Group. `agents` are all keys that the filter
    `agent` matches: those of the actor, of an object that is an Agent or Group, and of their members
    (Communication 2.1.3). `activity` is the id of an object that is an Activity. `related_agents` and
    `related_activities` are what the filters match besides when they are applied broadly; the authority,
    which the store sets, is not among them. `refers_to` is the id of the statement that the object refers to.
    UUIDs are in lower case. `score_scaled` is -1 to 1, computed from raw, min (else 0) and max where it was
    not sent. `seconds` is result.duration.
    """

    verb: str
    actor: str | None
    agents: tuple[str, ...]
    activity: str | None
    related_agents: tuple[str, ...]
    related_activities: tuple[str, ...]
    registration: str | None
    refers_to: str | None
    timestamp: datetime
    success: bool | None
    completion: bool | None
    score_scaled: Decimal | None
    seconds: Decimal | None


def facts(statement: dict[str, Any], timestamp: datetime) -> Facts:
    """Return the facts of a checked statement that happened at `timestamp`."""
    object_type = _object_type(statement)
    agents = tuple(dict.fromkeys(_agents(statement)))
    activity = statement["object"]["id"] if object_type == "Activity" else None
    registration = statement.get("context", {}).get("registration")
    result = statement.get("result", {})
    score = result.get("score", {})
    return Facts(
        verb=statement["verb"]["id"],
        actor=agent_key(statement["actor"]),
        agents=agents,
        activity=activity,
        related_agents=_without(agents, _related_agents(statement)),
        related_activities=_without((activity,), _related_activities(statement)),
        registration=registration.lower() if registration else None,
        refers_to=refers_to(statement),
        timestamp=timestamp,
        success=result.get("success"),
        completion=result.get("completion"),
        score_scaled=_scaled(score),
        seconds=durations.seconds(result["duration"]) if "duration" in result else None,
    )


def refers_to(statement: dict[str, Any]) -> str | None:
    """Return the id of the statement that the object of a checked statement refers to, in lower case."""
    is_reference = _object_type(statement) == "StatementRef"
    return statement["object"]["id"].lower() if is_reference else None


def _object_type(statement: dict[str, Any]) -> str:
    object_type: str = statement["object"].get("objectType", "Activity")
    return object_type


def _agents(statement: dict[str, Any]) -> Iterator[str]:
    yield from keys_of(statement["actor"])
    if _object_type(statement) in {"Agent", "Group"}:
        yield from keys_of(statement["object"])


def _related_agents(statement: dict[str, Any]) -> Iterator[str]:
    """Yield who stands in the context, and whoever stands in the SubStatement (Communication 2.1.3)."""
    context = statement.get("context", {})
    for role in ("instructor", "team"):
        if role in context:
            yield from keys_of(context[role])
    for each in (*context.get("contextAgents", ()), *context.get("contextGroups", ())):
        yield from keys_of(each["agent"] if "agent" in each else each["group"])
    if _object_type(statement) == "SubStatement":
        yield from _agents(statement["object"])
        yield from _related_agents(statement["object"])


def _related_activities(statement: dict[str, Any]) -> Iterator[str]:
    """Yield the activities of the context, and all of the SubStatement (Communication 2.1.3)."""
    for given in statement.get("context", {}).get("contextActivities", {}).values():
        yield from (activity["id"] for activity in ([given] if isinstance(given, dict) else given))
    if _object_type(statement) == "SubStatement":
        if _object_type(statement["object"]) == "Activity":
            yield statement["object"]["object"]["id"]
        yield from _related_activities(statement["object"])


def _without(known: Collection[str | None], found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if each not in known))


def _scaled(score: dict[str, Any]) -> Decimal | None:
    if "scaled" in score:
        return _decimal(score["scaled"])
    raw, low, high = (_decimal(score.get(name)) for name in ("raw", "min", "max"))
    low = low or Decimal(0)
    if raw is None or high is None or high <= low:
        return None
    # Without a min, raw may lie below the 0 that stands in for it.
    return max(_DECIMAL.divide(raw - low, high - low), Decimal(-1))


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else _DECIMAL.create_decimal(str(number))
