"""What filters and roll-ups need to know of a statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

from lrs.xapi import durations
from lrs.xapi.agents import agent_key, keys_of

VOIDED = "http://adlnet.gov/expapi/verbs/voided"

# IEEE 754 decimal128, which a store can keep: 34 digits.
_DECIMAL = Context(prec=34)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one checked statement.

    `actor` is the actor's agent key, None for an anonymous Group. `agents` are all keys that the filter
    `agent` matches: those of the actor, of an object that is an Agent or Group, and of their members
    (Communication 2.1.3). `activity` is the id of an object that is an Activity. `refers_to` is the id of the
    statement that the object refers to, `voids` the same where the verb voids it. UUIDs are in lower case.
    `score_scaled` is -1 to 1, computed from raw, min (else 0) and max where it was not sent. `seconds` is
    result.duration.
    """

    verb: str
    actor: str | None
    agents: tuple[str, ...]
    activity: str | None
    object_type: str
    registration: str | None
    voids: str | None
    refers_to: str | None
    timestamp: datetime
    success: bool | None
    completion: bool | None
    score_scaled: Decimal | None
    score_raw: Decimal | None
    seconds: Decimal | None


def facts(statement: dict[str, Any], timestamp: datetime) -> Facts:
    """Return the facts of a checked statement that happened at `timestamp`."""
    object_ = statement["object"]
    object_type = object_.get("objectType", "Activity")
    refers_to = object_["id"].lower() if object_type == "StatementRef" else None
    registration = statement.get("context", {}).get("registration")
    result = statement.get("result", {})
    score = result.get("score", {})
    return Facts(
        verb=statement["verb"]["id"],
        actor=agent_key(statement["actor"]),
        agents=tuple(dict.fromkeys(_agents(statement, object_type))),
        activity=object_["id"] if object_type == "Activity" else None,
        object_type=object_type,
        registration=registration.lower() if registration else None,
        voids=refers_to if statement["verb"]["id"] == VOIDED else None,
        refers_to=refers_to,
        timestamp=timestamp,
        success=result.get("success"),
        completion=result.get("completion"),
        score_scaled=_scaled(score),
        score_raw=_decimal(score.get("raw")),
        seconds=durations.seconds(result["duration"]) if "duration" in result else None,
    )


def _agents(statement: dict[str, Any], object_type: str) -> Iterator[str]:
    yield from keys_of(statement["actor"])
    if object_type in {"Agent", "Group"}:
        yield from keys_of(statement["object"])


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
