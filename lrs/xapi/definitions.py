"""How Activities and Verbs are described, by `definition` and `display`: xAPI 1.0.3 Data 2.4.4.1, 2.4.3.

Descriptions are exact bytes: numbers of any size, and all that extensions hold, stay as they were sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Literal, NamedTuple

import msgspec

from lrs.xapi import raw
from lrs.xapi.languages import Preferences, choose
from lrs.xapi.rules import COMPONENT_LISTS

LANGUAGE_MAPS = ("name", "description", "display")


Place = Literal["verb", "object", "contextActivities"]
"""Which part of a statement."""


class Term(NamedTuple):
    """An Activity or a Verb by its IRI."""

    kind: Literal["activity", "verb"]
    iri: str


def terms(statement: Mapping[str, bytes]) -> Iterator[tuple[Term, bytes | None]]:
    """Yield each Activity and Verb of a checked statement and of its SubStatement, with its description.

    `statement` are the statement's members. A description is an object: an Activity's definition, or the
    `display` of a Verb under this name; it is None where the statement gives none.
    """
    for place, part in parts(statement):
        yield from terms_in(place, part)


def parts(statement: Mapping[str, bytes]) -> Iterator[tuple[Place, bytes]]:
    """Yield the parts of a checked statement that name Activities and Verbs, each with its exact bytes.

    Many statements have the same: what is known of a part need not be found out again.
    """
    yield "verb", statement["verb"]
    yield "object", statement["object"]
    if "context" in statement:
        context = raw.members(statement["context"])
        if "contextActivities" in context:
            yield "contextActivities", context["contextActivities"]


def terms_in(place: Place, part: bytes) -> Iterator[tuple[Term, bytes | None]]:
    """Yield each Activity and Verb that a part of a statement names, with its description."""
    members = raw.members(part)
    match place:
        case "verb":
            yield term_of_verb(members)
        case "object":
            yield from _terms_of_object(members)
        case "contextActivities":
            for given in members.values():
                activities = [given] if given.startswith(b"{") else raw.elements(given)
                yield from map(term_of_activity, map(raw.members, activities))


def term_of_verb(verb: Mapping[str, bytes]) -> tuple[Term, bytes | None]:
    """Return a Verb, given its members, with its description, if it has one."""
    display = verb.get("display")
    return Term("verb", _text(verb["id"])), raw.join({"display": display}) if display else None


def term_of_activity(activity: Mapping[str, bytes]) -> tuple[Term, bytes | None]:
    """Return an Activity, given its members, with its description, if it has one."""
    return Term("activity", _text(activity["id"])), activity.get("definition")


def object_type(object_: Mapping[str, bytes]) -> str:
    """Return what kind of object a statement has, given the object's members (Data 2.4.4)."""
    return _text(object_["objectType"]) if "objectType" in object_ else "Activity"


def merged(descriptions: Iterable[bytes]) -> bytes:
    """Return one description that says what all of them say; where they differ, the later one is right.

    Language maps and extensions are merged by key, and interaction components by id. There is at least one.
    """
    return reduce(_merge, descriptions)


def localized(description: bytes, wanted: Preferences) -> bytes:
    """Return a description with one language in each of its language maps (Communication 2.1.3)."""

    def one_language(texts: bytes) -> bytes:
        languages = raw.members(texts)
        if len(languages) < 2:
            return texts
        tag = choose(languages, wanted)
        return raw.join({tag: languages[tag]})

    def components(listed: bytes) -> bytes:
        return raw.array(raw.rewritten(each, {"description": one_language}) for each in raw.elements(listed))

    return raw.rewritten(
        description,
        dict.fromkeys(LANGUAGE_MAPS, one_language) | dict.fromkeys(COMPONENT_LISTS, components),
    )


def _terms_of_object(object_: Mapping[str, bytes]) -> Iterator[tuple[Term, bytes | None]]:
    match object_type(object_):
        case "Activity":
            yield term_of_activity(object_)
        case "SubStatement":
            yield from terms(object_)


def _merge(old: bytes, new: bytes) -> bytes:
    before = raw.members(old)
    return raw.join(
        before
        | {
            name: _MERGES[name](before[name], value) if name in _MERGES and name in before else value
            for name, value in raw.members(new).items()
        }
    )


def _union(old: bytes, new: bytes) -> bytes:
    return raw.join(raw.members(old) | raw.members(new))


def _components(old: bytes, new: bytes) -> bytes:
    before = {raw.members(each)["id"]: each for each in raw.elements(old)}
    after = {raw.members(each)["id"]: each for each in raw.elements(new)}
    return raw.array(_merge(before[name], each) if name in before else each for name, each in after.items())


def _text(string: bytes) -> str:
    return msgspec.json.decode(string, type=str)


_MERGES = dict.fromkeys((*LANGUAGE_MAPS, "extensions"), _union) | dict.fromkeys(COMPONENT_LISTS, _components)
