"""Statements as the exact bytes they arrived as."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from lrs.errors import InvalidRequest, StatementRefused

DEEPEST = 100
"""How many arrays and objects may stand in each other: whatever walks through a statement can rely on it."""

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_VALUE = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder()


def split(body: bytes) -> list[bytes]:
    """Return the bytes of each statement in a body that holds one statement or an array of them.

    Raises InvalidRequest for what is neither, an empty array, and JSON that is malformed at this level; what
    is inside a statement is judged by `decode`.
    """
    body = body.strip(b" \t\r\n")
    if not body.startswith(b"["):
        return [_require_object(body)]
    statements = [_require_object(bytes(each)) for each in _read(_ARRAY, body)]
    if not statements:
        raise InvalidRequest("the array of statements is empty")
    return statements


def decode(raw: bytes) -> dict[str, Any]:
    """Return one statement's value.

    Raises InvalidRequest for malformed JSON or UTF-8, nesting deeper than DEEPEST, and numbers beyond what a
    double or 4,300 digits hold, and StatementRefused for a key that stands twice in an object (Data 2.2).
    """
    value: dict[str, Any] = _read(_VALUE, _require_object(raw))
    if raw.count(b"{") + raw.count(b"[") > DEEPEST:
        _require_shallow(value)
    if _may_repeat_a_key(raw, value):
        json.loads(raw, object_pairs_hook=_refuse_repeated)
    return value


def members(raw: bytes) -> dict[str, bytes]:
    """Return the exact bytes of each member of an object, in their order.

    Raises InvalidRequest for what is no JSON object.
    """
    return {name: bytes(value) for name, value in _read(_OBJECT, raw).items()}


def join(members: dict[str, bytes]) -> bytes:
    """Return the object that has these members, each with its exact bytes."""
    return _ENCODER.encode({name: msgspec.Raw(value) for name, value in members.items()})


def rewritten(raw: bytes, forms: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Return an object with those of its members that are named in `forms` rewritten.

    Raises InvalidRequest for what is no JSON object.
    """
    return join(
        {name: forms[name](value) if name in forms else value for name, value in members(raw).items()}
    )


def elements(raw: bytes) -> list[bytes]:
    """Return the exact bytes of each element of an array. Raises InvalidRequest for what is no JSON array."""
    return [bytes(element) for element in _read(_ARRAY, raw)]


def array(elements: Iterable[bytes]) -> bytes:
    """Return the array that has these elements, each with its exact bytes."""
    return b"[%b]" % b",".join(elements)


def _read(decoder: msgspec.json.Decoder[Any], raw: bytes) -> Any:
    try:
        return decoder.decode(raw)
    except RecursionError:
        raise InvalidRequest("the JSON is nested too deeply") from None
    except UnicodeDecodeError:
        raise InvalidRequest("the JSON is not valid UTF-8") from None
    except msgspec.DecodeError as error:
        raise InvalidRequest(f"the body cannot be read: {error}") from None


def _require_object(raw: bytes) -> bytes:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise InvalidRequest("the JSON starts with a byte order mark, which RFC 8259 forbids")
    if not raw.lstrip(b" \t\r\n").startswith(b"{"):
        raise InvalidRequest("a statement must be a JSON object, and several of them an array of objects")
    return raw


def _require_shallow(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        level = [child for parent in level for child in _children(parent)]
    if any(isinstance(each, dict | list) for each in level):
        raise InvalidRequest(f"the JSON is nested deeper than {DEEPEST} levels")


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _may_repeat_a_key(raw: bytes, value: dict[str, Any]) -> bool:
    """Return whether a closer look is needed: False means that no key stands twice at any level.

    Each member brings one colon, beside those within strings. Encoded again, the value has as many colons as
    `raw`, unless a member was lost because another has its key. An escaped colon would upset the count.
    """
    return b"\\u003" in raw or raw.count(b":") != _ENCODER.encode(value).count(b":")


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise StatementRefused(f"the key {name} stands twice in an object", rule="statement.repeated-key")
        seen.add(name)
