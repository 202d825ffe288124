"""Judge a policy or requirement by its JSON Schema, and say what is wrong in a plain sentence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

import lrs_schemas
from lrs.errors import PolicyRefused


def require(document: Any, schema: str) -> None:
    """Raise PolicyRefused for the first rule of `schemas/<schema>.json` that the document breaks."""
    error = min(_validator(schema).iter_errors(document), key=_place, default=None)
    if error is None:
        return
    match error.validator:
        case "additionalProperties":
            raise _unknown_key(error)
        case "required":
            raise _missing_key(error)
        case _:
            raise _wrong_value(error)


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(lrs_schemas.load(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _place(error: ValidationError) -> tuple[list[str], str]:
    return [str(part) for part in error.absolute_path], str(error.validator)


def _unknown_key(error: ValidationError) -> PolicyRefused:
    known = sorted(_schema(error)["properties"])
    unknown = min(key for key in _mapping(error) if key not in known)
    return PolicyRefused(
        f"There is no key '{unknown}' here; the keys are: {', '.join(known)}.",
        pointer=pointer([*error.absolute_path, unknown]),
    )


def _missing_key(error: ValidationError) -> PolicyRefused:
    missing = next(key for key in _schema(error)["required"] if key not in _mapping(error))
    return PolicyRefused(f"The key '{missing}' is missing.", pointer=pointer([*error.absolute_path, missing]))


def _wrong_value(error: ValidationError) -> PolicyRefused:
    name = f"'{error.absolute_path[-1]}'" if error.absolute_path else "The file"
    return PolicyRefused(
        f"{name} must be {_schema(error)['description']}. Here it is {_shown(error.instance)}.",
        pointer=pointer(error.absolute_path),
    )


def _schema(error: ValidationError) -> dict[str, Any]:
    """Return the part of the schema that is broken: always an object, since no part is just `false`."""
    return cast("dict[str, Any]", error.schema)


def _mapping(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.instance)


def _shown(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case dict():
            return "a mapping of keys"
        case list():
            return "a list"
        case str():
            return f"the text {value[:80]!r}"
        case _:
            return str(value)


def pointer(path: Iterable[str | int]) -> str:
    """Return the RFC 6901 JSON pointer to the member that lies at the end of a path."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
