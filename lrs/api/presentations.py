"""How statements are shown to who asked for them (xAPI 1.0.3 Communication 2.1.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from aiohttp import hdrs, web

from lrs.api.parameters import optional, read_boolean
from lrs.store.definitions import Definitions
from lrs.xapi import raw
from lrs.xapi.definitions import terms
from lrs.xapi.formats import Format, canonical, ids
from lrs.xapi.languages import Preferences, read_preferences


class Presentation(msgspec.Struct, frozen=True, array_like=True):
    """In which format, with their attachments or without, and for canonical texts in which languages."""

    format: Format
    attachments: bool
    languages: Preferences

    async def of(self, statements: Sequence[bytes], definitions: Definitions) -> list[bytes]:
        """Return stored statements in this format; `definitions` are what is canonical."""
        match self.format:
            case Format.EXACT:
                return list(statements)
            case Format.IDS:
                return [ids(statement) for statement in statements]
            case Format.CANONICAL:
                known = await definitions.of(
                    {term for statement in statements for term, _ in terms(raw.members(statement))}
                )
                return [canonical(statement, known, self.languages) for statement in statements]


def read_presentation(request: web.Request, given: Mapping[str, str]) -> Presentation:
    """Return how a request wants statements. Raises InvalidRequest where a parameter says nothing known."""
    chosen = optional(given, "format", Format, f"one of {', '.join(Format)}") or Format.EXACT
    header = request.headers.get(hdrs.ACCEPT_LANGUAGE, "")
    return Presentation(
        format=chosen,
        attachments=optional(given, "attachments", read_boolean, "true or false") or False,
        languages=read_preferences(header) if chosen is Format.CANONICAL else (),
    )
