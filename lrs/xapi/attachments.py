"""Attachments (xAPI 1.0.3 Data 2.4.11), and which of them come with a request (Communication 1.5.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lrs.errors import StatementRefused
from lrs.xapi.incoming import Incoming
from lrs.xapi.paths import Step, place, pointer
from lrs.xapi.rules import SIGNATURE

_FUNCTIONS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


class Content(NamedTuple):
    """What an attachment consists of: its SHA-2 hash in lower-case hex, and its media type as declared."""

    sha2: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment as a checked statement declares it.

    `path` leads to it from the statement. `elsewhere` says that it has a fileUrl, and `signs` that it is a
    signature of the statement (Data 2.6).
    """

    path: tuple[Step, ...]
    content: Content
    elsewhere: bool
    signs: bool


class Digest:
    """The SHA-2 hash of content that arrives in pieces; which SHA-2 it is, the length of the hash tells."""

    def __init__(self, sha2: str) -> None:
        """Expect `sha2`, in lower-case hexadecimal digits."""
        self._expected = sha2
        self._actual = hashlib.new(_FUNCTIONS[len(sha2)])

    def update(self, piece: bytes) -> None:
        """Take the next piece."""
        self._actual.update(piece)

    def matches(self, rest: bytes = b"") -> bool:
        """Return whether the pieces so far, and `rest` behind them, have the hash that was expected."""
        actual = self._actual.copy()
        actual.update(rest)
        return actual.hexdigest() == self._expected


def attachments(statement: dict[str, Any]) -> Iterator[Attachment]:
    """Yield the attachments of a checked statement, and those of its SubStatement."""
    yield from _attachments(statement, ())
    if statement["object"].get("objectType") == "SubStatement":
        yield from _attachments(statement["object"], ("object",))


def require_contents(batch: Sequence[Incoming], received: Collection[str]) -> None:
    """Check that every attachment either is among the hashes `received` with the request, or has a fileUrl.

    What an earlier request brought does not count (Communication 1.5.2). Raises StatementRefused, which names
    the statement and the attachment.
    """
    for index, statement in enumerate(batch):
        for attachment in attachments(statement.value):
            if not attachment.elsewhere and attachment.content.sha2 not in received:
                raise StatementRefused(
                    f"{place(attachment.path)} needs a part of the request with its content, or a fileUrl",
                    rule="attachment.content",
                    pointer=pointer(attachment.path),
                    index=index,
                    statement_id=str(statement.id),
                )


def _attachments(statement: dict[str, Any], start: tuple[Step, ...]) -> Iterator[Attachment]:
    for index, each in enumerate(statement.get("attachments", ())):
        yield Attachment(
            path=(*start, "attachments", index),
            content=Content(each["sha2"].lower(), each["contentType"]),
            elsewhere="fileUrl" in each,
            signs=not start and each["usageType"] == SIGNATURE,
        )
