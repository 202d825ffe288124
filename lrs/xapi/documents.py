"""Documents: state, and the profiles of agents and activities (xAPI 1.0.3 Communication 2.2)."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass

import msgspec

from lrs.errors import InvalidRequest
from lrs.xapi import raw

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Context:
    """What documents are about; within it each has an id of its own.

    `activity` is an IRI and `agent` an agent key (`lrs.xapi.agents.agent_key`). State has both, and may have
    a registration; an agent's profile has the agent alone, an activity's the activity. What has no
    registration is a context beside those that have one: it does not include them.
    """

    activity: str | None = None
    agent: str | None = None
    registration: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The exact bytes of a document, and the header `Content-Type` that they came with."""

    content: bytes
    content_type: str

    @property
    def etag(self) -> str:
        """Return the entity tag, without its quotes: the SHA-1 of the bytes in lower-case hex (3.1)."""
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()

    @property
    def is_json(self) -> bool:
        """Tell whether the document calls itself JSON; whether it is stays open until it is read."""
        return self.content_type.partition(";")[0].strip().lower() == JSON


def merge(standing: Document | None, sent: Document) -> Document:
    """Return the document that a POST of `sent` leaves behind, where `standing` or nothing was.

    Each top-level member that was sent takes the place of the standing one of its name. The result is
    compact, so that a client can compute its entity tag. Where nothing stands, `sent` is kept as it came.
    Raises InvalidRequest for what is no JSON object; only where nothing stands may `sent` be of another type.
    """
    if standing is None:
        if sent.is_json:
            _members(sent, "the document")
        return sent
    members = _members(standing, "the document stored here") | _members(sent, "the document")
    return Document(msgspec.json.format(raw.join(members), indent=-1), sent.content_type)


def _members(document: Document, name: str) -> dict[str, bytes]:
    if not document.is_json:
        raise InvalidRequest(
            f"{name} is {document.content_type}: POST merges documents of {JSON}, use PUT for all others",
            pointer="Content-Type",
        )
    try:
        document.content.decode()
        return raw.members(document.content)
    except (InvalidRequest, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{name} cannot be read as a JSON object, which POST needs: {error}") from error
