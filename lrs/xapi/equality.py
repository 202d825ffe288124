"""Whether two statements are the same: xAPI 1.0.3 Data 2.3.1, Statement Immutability and Comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from lrs.xapi import durations, timestamps
from lrs.xapi.agents import agent_key
from lrs.xapi.rules import SIGNATURE


def same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Return whether two checked statements are the same, whoever stored either of them.

    Ignored are the differences that Data 2.3.1 excepts:

    - `stored`, `authority` and `version`, which an LRS sets; an `id` that only one of them has; a `timestamp`
      that only one has, if it equals that one's `stored`: an LRS set it (2.4.7);
    - `verb.display`, and `definition` of every Activity;
    - the zone and precision in which a timestamp is written;
    - the order of a Group's members;
    - the signature, which is made before it is attached (2.6); other attachments count, in their order;
    - case in UUIDs, hashes, language tags and mail domains.

    Besides, one Activity as the value of a context activity equals an array of it (2.4.6.2), and of a
    duration only what is finer than 0.01 s is ignored; otherwise it is a string (2.3.1, 4.6). Numbers are
    equal by value, keys in any order.
    """
    return _same_id(a, b) and _same_time(a, b) and _equal(_essence(a), _essence(b))


def _same_id(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return "id" not in a or "id" not in b or a["id"].lower() == b["id"].lower()


def _same_time(a: dict[str, Any], b: dict[str, Any]) -> bool:
    if "timestamp" in a and "timestamp" in b:
        return timestamps.parse(a["timestamp"]) == timestamps.parse(b["timestamp"])
    return _time_set_by_client(a) == _time_set_by_client(b) is None


def _time_set_by_client(statement: dict[str, Any]) -> str | None:
    timestamp: str | None = statement.get("timestamp")
    return None if timestamp == statement.get("stored") else timestamp


def _essence(statement: dict[str, Any]) -> dict[str, Any]:
    """Return what of a statement or SubStatement must be equal, in one form."""
    essence = {
        "actor": _agent(statement["actor"]),
        "verb": statement["verb"]["id"],
        "object": _object(statement["object"]),
        "attachments": [_attachment(each) for each in statement.get("attachments", ()) if not _signs(each)],
    }
    if "result" in statement:
        essence["result"] = _rewrite(statement["result"], {"duration": durations.truncated})
    if "context" in statement:
        essence["context"] = _rewrite(statement["context"], _CONTEXT)
    return essence


def _object(object_: dict[str, Any]) -> dict[str, Any]:
    match object_.get("objectType", "Activity"):
        case "Activity":
            return _activity(object_)
        case "StatementRef":
            return _reference(object_)
        case "SubStatement":
            moment = timestamps.parse(object_["timestamp"]) if "timestamp" in object_ else None
            return _essence(object_) | {"timestamp": moment}
        case _:
            return _agent(object_)


def _agent(agent: dict[str, Any]) -> dict[str, Any]:
    essence = {name: agent[name] for name in ("objectType", "name") if name in agent}
    members = [_agent(member) for member in agent.get("member", ())]
    return essence | {"key": agent_key(agent), "member": sorted(members, key=_sortable)}


def _sortable(essence: dict[str, Any]) -> bytes:
    return msgspec.json.encode(essence, order="deterministic")


def _activity(activity: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in activity.items() if name != "definition"}


def _context_activities(given: dict[str, Any]) -> dict[str, Any]:
    lists = {kind: [value] if isinstance(value, dict) else value for kind, value in given.items()}
    return {kind: [_activity(activity) for activity in activities] for kind, activities in lists.items()}


def _context_agents(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_rewrite(each, {"agent": _agent, "group": _agent}) for each in given]


def _reference(reference: dict[str, Any]) -> dict[str, Any]:
    return _rewrite(reference, {"id": str.lower})


def _attachment(attachment: dict[str, Any]) -> dict[str, Any]:
    return _rewrite(attachment, {"sha2": str.lower, "display": _language_map, "description": _language_map})


def _language_map(texts: dict[str, str]) -> dict[str, str]:
    return {tag.lower(): text for tag, text in texts.items()}


def _signs(attachment: dict[str, Any]) -> bool:
    return bool(attachment["usageType"] == SIGNATURE)


def _rewrite(value: dict[str, Any], forms: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Return `value` with those members in one form that have several."""
    return {name: forms[name](member) if name in forms else member for name, member in value.items()}


def _equal(a: Any, b: Any) -> bool:
    # Python takes True for 1; JSON does not.
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_equal, a, b))
    return bool(a == b)


_CONTEXT: dict[str, Callable[[Any], Any]] = {
    "registration": str.lower,
    "language": str.lower,
    "instructor": _agent,
    "team": _agent,
    "statement": _reference,
    "contextActivities": _context_activities,
    "contextAgents": _context_agents,
    "contextGroups": _context_agents,
}
