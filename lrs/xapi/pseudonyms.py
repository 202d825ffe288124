"""A statement in which somebody stands under another name.

xAPI knows no such thing: a statement is never changed (Data 2.3.1). The law of the place may require it
nevertheless, when somebody asks to be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from lrs.xapi.agents import agent_key
from lrs.xapi.raw import array, elements, join, members

_IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
_NAMED: Final = frozenset((*_IDENTIFIERS, "name"))


def pseudonymised(raw: bytes, keys: Collection[str], pseudonym: Mapping[str, Any]) -> bytes:
    """Return JSON in which each Agent and Group with one of these agent keys has another identifier, no name.

    `pseudonym` has the members that identify it. All else stays the bytes that it was. What people have
    written in texts, such as a response, stays too.
    """
    match raw.lstrip(b" \t\r\n")[:1]:
        case b"{":
            return _object(raw, keys, pseudonym)
        case b"[":
            before = elements(raw)
            after = [pseudonymised(each, keys, pseudonym) for each in before]
            return raw if after == before else array(after)
        case _:
            return raw


def _object(raw: bytes, keys: Collection[str], pseudonym: Mapping[str, Any]) -> bytes:
    before = members(raw)
    after = {name: pseudonymised(value, keys, pseudonym) for name, value in before.items()}
    if _key(before) in keys:
        kept = {name: value for name, value in after.items() if name not in _NAMED}
        after = kept | {name: msgspec.json.encode(value) for name, value in pseudonym.items()}
    return raw if after == before else join(after)


def _key(found: Mapping[str, bytes]) -> str | None:
    """Return the agent key of an object, or None where it is no agent: an extension may look like one."""
    try:
        return agent_key({name: msgspec.json.decode(found[name]) for name in _IDENTIFIERS if name in found})
    except (AttributeError, KeyError, TypeError, msgspec.DecodeError):
        return None
