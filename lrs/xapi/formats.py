"""Statements in the formats that a reader may ask for: xAPI 1.0.3 Communication 2.1.3.

`exact` is what the store keeps. The others rewrite what they are about; every other byte stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from lrs.xapi import raw
from lrs.xapi.definitions import Term, localized, object_type, term_of_activity, term_of_verb
from lrs.xapi.languages import Preferences

Rewrite = Callable[[bytes], bytes]


class Format(StrEnum):
    """The formats by the names that the parameter `format` has for them."""

    EXACT = "exact"
    IDS = "ids"
    CANONICAL = "canonical"


def ids(statement: bytes) -> bytes:
    """Return a statement with no more of its Agents, Groups, Verbs and Activities than identifies them."""
    return _IDS.statement(statement)


def canonical(statement: bytes, known: Mapping[Term, bytes], wanted: Preferences) -> bytes:
    """Return a statement with its Activities and Verbs described as in `known`, each text in one language.

    What is not in `known` keeps the description that the statement gives it, if any. Agents and Groups stay
    as they are, and so do attachments: what they display is no canonical text.
    """
    return _Form(
        agent=_unchanged,
        verb=partial(_described_verb, known, wanted),
        activity=partial(_described_activity, known, wanted),
    ).statement(statement)


@dataclass(frozen=True, slots=True)
class _Form:
    """What becomes of each Agent or Group, each Verb, and each Activity, wherever they stand."""

    agent: Rewrite
    verb: Rewrite
    activity: Rewrite

    def statement(self, statement: bytes) -> bytes:
        """Return a statement or SubStatement in this form."""
        forms = {
            "actor": self.agent,
            "authority": self.agent,
            "verb": self.verb,
            "object": self._object,
            "context": self._context,
        }
        return raw.rewritten(statement, forms)

    def _object(self, object_: bytes) -> bytes:
        match object_type(raw.members(object_)):
            case "Activity":
                return self.activity(object_)
            case "SubStatement":
                return self.statement(object_)
            case "Agent":
                # Without its objectType, it would be taken for an Activity.
                return raw.join({"objectType": b'"Agent"'} | raw.members(self.agent(object_)))
            case "Group":
                return self.agent(object_)
            case _:
                return object_

    def _context(self, context: bytes) -> bytes:
        forms = {
            "instructor": self.agent,
            "team": self.agent,
            "contextActivities": self._context_activities,
            "contextAgents": self._context_agents,
            "contextGroups": self._context_agents,
        }
        return raw.rewritten(context, forms)

    def _context_activities(self, given: bytes) -> bytes:
        return raw.join({kind: self._activities(each) for kind, each in raw.members(given).items()})

    def _activities(self, given: bytes) -> bytes:
        if given.startswith(b"{"):
            return self.activity(given)
        return raw.array(map(self.activity, raw.elements(given)))

    def _context_agents(self, given: bytes) -> bytes:
        forms = {"agent": self.agent, "group": self.agent}
        return raw.array(raw.rewritten(each, forms) for each in raw.elements(given))


def _unchanged(value: bytes) -> bytes:
    return value


def _only_id(value: bytes) -> bytes:
    return raw.join({"id": raw.members(value)["id"]})


def _identity(actor: bytes) -> bytes:
    """Return what identifies an Agent or Group; a Group that has no identifier has members (Data 2.4.2.2)."""
    members = raw.members(actor)
    identity = {name: members[name] for name in _IDENTIFIERS if name in members}
    if object_type(members) != "Group":
        return raw.join(identity)
    if not identity:
        identity = {"member": raw.array(map(_identity, raw.elements(members["member"])))}
    return raw.join({"objectType": members["objectType"]} | identity)


def _described_verb(known: Mapping[Term, bytes], wanted: Preferences, verb: bytes) -> bytes:
    members = raw.members(verb)
    term, own = term_of_verb(members)
    described = known.get(term, own)
    return raw.join(members | raw.members(localized(described, wanted))) if described else verb


def _described_activity(known: Mapping[Term, bytes], wanted: Preferences, activity: bytes) -> bytes:
    members = raw.members(activity)
    term, own = term_of_activity(members)
    described = known.get(term, own)
    return raw.join(members | {"definition": localized(described, wanted)}) if described else activity


_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
_IDS = _Form(agent=_identity, verb=_only_id, activity=_only_id)
