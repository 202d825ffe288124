"""Read the text of a policy or requirement, YAML or JSON, without ever passing a number through a float."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import yaml

from lrs.errors import PolicyRefused

MAX_BYTES = 64 * 1024
"""A policy or requirement is a page that a person reads; what is larger is a mistake or an attack."""

_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_JSON_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"


def read(data: str | bytes) -> Any:
    """Return the document as dicts, lists, strings, booleans, None, ints, and Decimals for all other numbers.

    Text that begins with `{` is JSON, all other text is YAML with JSON's types only: days, octal numbers,
    `yes` and `no` stay text, so a provider number keeps its leading zeros.

    Raises PolicyRefused where the text is too large, is no YAML or JSON, or has an anchor, a key twice, or a
    number with an exponent or with more than nine digits on either side of the point.
    """
    text = _decoded(data)
    try:
        return _read_json(text) if text.lstrip().startswith("{") else _read_yaml(text)
    except RecursionError:
        raise PolicyRefused("The file is nested too deeply.") from None


def _decoded(data: str | bytes) -> str:
    if len(data) > MAX_BYTES:
        raise PolicyRefused(f"The file may have at most {MAX_BYTES} bytes; it is larger.")
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyRefused(f"The file is not UTF-8 text (byte {error.start}).") from None


def _number(text: str) -> int | Decimal:
    if not _NUMBER.fullmatch(text):
        raise PolicyRefused(
            f"{text[:40]} must have no exponent and at most nine digits on either side of the point."
        )
    return Decimal(text) if "." in text else int(text)


def _mapping(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Return the pairs as a dict: a rule that is given twice must not be decided by which one comes last."""
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise PolicyRefused(f"Keys are text; {key!r} is not.")
        if key in mapping:
            raise PolicyRefused(f"The key '{key}' is given twice.")
        mapping[key] = value
    return mapping


def _read_json(text: str) -> Any:
    # msgspec keeps the last of two equal keys without a word; the standard library hands us the pairs.
    try:
        return json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_number, object_pairs_hook=_mapping
        )
    except json.JSONDecodeError as error:
        raise PolicyRefused(f"This is not JSON: {error}.") from None


def _read_yaml(text: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (a SafeLoader with fewer types still)
    except yaml.YAMLError as error:
        raise PolicyRefused(f"This is not YAML: {' '.join(str(error).split())}.") from None


class _Loader(yaml.SafeLoader):
    """YAML with the types of JSON and without anchors, so that a short text is always a small document."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if getattr(self.peek_event(), "anchor", None) is not None:  # type: ignore[no-untyped-call]
            raise PolicyRefused("YAML anchors (&) and aliases (*) are not taken; write the value out.")
        return super().compose_node(parent, index)

    def scalar(self, node: yaml.ScalarNode) -> str:
        return str(self.construct_scalar(node))

    def number(self, node: yaml.ScalarNode) -> int | Decimal:
        return _number(self.scalar(node))

    def boolean(self, node: yaml.ScalarNode) -> bool:
        return self.scalar(node) == "true"

    def null(self, _node: yaml.ScalarNode) -> None:
        return None

    def sequence(self, node: yaml.SequenceNode) -> list[Any]:
        return [self.construct_object(item, deep=True) for item in node.value]

    def mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        return _mapping(
            [
                (self.construct_object(key), self.construct_object(value, deep=True))
                for key, value in node.value
            ]
        )


_TAG = "tag:yaml.org,2002:"

# Assigned, not extended: what SafeLoader has beyond JSON (days, sets, octal numbers, `yes`) is left out.
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_TAG + "null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""])
_Loader.add_implicit_resolver(_TAG + "bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])
_Loader.add_implicit_resolver(_TAG + "float", re.compile(_JSON_NUMBER + r"\Z"), list("-0123456789"))
_Loader.yaml_constructors = {
    None: yaml.SafeLoader.construct_undefined,
    _TAG + "null": _Loader.null,
    _TAG + "bool": _Loader.boolean,
    _TAG + "float": _Loader.number,
    _TAG + "str": _Loader.scalar,
    _TAG + "seq": _Loader.sequence,
    _TAG + "map": _Loader.mapping,
}
