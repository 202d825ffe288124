"""The parts of a statement, and all the places where each may stand."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lrs.xapi.versions import V2_0_0, VERSIONS, Version
from tests.conformance.values import SHORTEST, sub, whole


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a statement that is right: `pointer` leads there. It is one in these versions."""

    pointer: str
    statement: dict[str, Any]
    versions: tuple[Version, ...] = VERSIONS

    def put(self, value: Any) -> dict[str, Any]:
        """Return the statement, under a new id, with `value` in this place."""
        root: dict[str, dict[str, Any]] = {"": _copied(self.statement) | {"id": str(uuid.uuid4())}}
        holder: Any = root
        *path, last = ["", *self.pointer.split("/")[1:]]
        for step in path:
            holder = holder[_key(holder, step)]
        key = _key(holder, last)
        holder[key] = value(holder[key]) if callable(value) else _copied(value)
        return root[""]


Part = tuple[Place, ...]


def at(*pointers: str, within: dict[str, Any] | None = None, nested: bool = True) -> Part:
    """Return places of the statement `within` and, unless told otherwise, the same of a SubStatement.

    What is in neither the place nor required is left out, which makes a long run short.
    """
    statement = whole() if within is None else within
    places = tuple(Place(pointer, _shortened(statement, pointer)) for pointer in pointers)
    return places + tuple(_nested(place) for place in places) if nested else places


def in_2_0_0(part: Part) -> Part:
    """Return places that only statements of 2.0.0 have."""
    return tuple(Place(place.pointer, place.statement, (V2_0_0,)) for place in part)


def _key(holder: Any, step: str) -> Any:
    return int(step) if isinstance(holder, list) else step


def _shortened(statement: dict[str, Any], pointer: str) -> dict[str, Any]:
    part = pointer.split("/")[1]
    return {**SHORTEST, part: statement[part]}


def _nested(place: Place) -> Place:
    inner = {"objectType": "SubStatement", **place.statement}
    return Place(f"/object{place.pointer}", {**SHORTEST, "object": inner}, place.versions)


def every_member(statement: dict[str, Any]) -> Part:
    """Return the place of every member in a statement and a SubStatement, but for those of maps."""
    pointers = list(_pointers(statement, ""))
    shared = [pointer for pointer in pointers if pointer.split("/")[1] in sub.members]
    alone = [pointer for pointer in pointers if pointer not in shared]
    return (*at(*shared, within=statement), *at(*alone, within=statement, nested=False))


def every_object(statement: dict[str, Any]) -> Part:
    """Return the place of every object in a statement and a SubStatement, but for maps."""
    places = (Place("", statement), *every_member(statement))
    return tuple(place for place in places if isinstance(_find(place), dict) and not _is_map(place.pointer))


def _pointers(value: Any, start: str) -> Iterator[str]:
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        pointer = f"{start}/{key}"
        yield pointer
        if isinstance(member, dict | list) and not _is_map(pointer):
            yield from _pointers(member, pointer)


def _is_map(pointer: str) -> bool:
    """Tell whether the keys of the object there are free: extensions and language maps."""
    *_, holder, name = f"/{pointer}".split("/")
    return name in {"extensions", "display", "description"} or (holder, name) == ("definition", "name")


def _find(place: Place) -> Any:
    value: Any = place.statement
    for step in place.pointer.split("/")[1:]:
        value = value[_key(value, step)]
    return value


def _copied(value: Any) -> Any:
    # A deep copy would keep together what stands in two places of a statement.
    return json.loads(json.dumps(value))
