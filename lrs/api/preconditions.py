"""If-Match and If-None-Match (RFC 9110 13.1; xAPI 1.0.3 Communication 3.1, 2.0.0 4.1.4)."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ETag, web

from lrs.errors import InvalidRequest, PreconditionFailed
from lrs.xapi.documents import Document

Tags = tuple[ETag, ...] | None


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The entity tags that a request names in each of the two headers; None where it has not the header."""

    if_match: Tags
    if_none_match: Tags

    @property
    def given(self) -> bool:
        """Tell whether the request has one of the headers."""
        return self.if_match is not None or self.if_none_match is not None

    def check(self, standing: Document | None) -> None:
        """Raise PreconditionFailed if a header forbids to change what stands."""
        if self.if_match is not None and not _matches(self.if_match, standing, weakly=False):
            raise PreconditionFailed(
                "another document than If-Match names stands here, or none", pointer="If-Match"
            )
        if self.if_none_match is not None and _matches(self.if_none_match, standing, weakly=True):
            raise PreconditionFailed(
                "a document that If-None-Match names stands here", pointer="If-None-Match"
            )


def preconditions(request: web.Request) -> Preconditions:
    """Return the preconditions of a request. Raises InvalidRequest for what is no list of entity tags."""
    if request.if_match == ():
        raise _malformed("If-Match")
    if request.if_none_match == ():
        raise _malformed("If-None-Match")
    return Preconditions(request.if_match, request.if_none_match)


def _matches(tags: tuple[ETag, ...], standing: Document | None, *, weakly: bool) -> bool:
    """Compare as RFC 9110 8.8.3.2 says: a weak tag never matches strongly."""
    if standing is None:
        return False
    names = {"*", standing.etag}
    return any(tag.value in names and (weakly or not tag.is_weak) for tag in tags)


def _malformed(header: str) -> InvalidRequest:
    return InvalidRequest(f"{header} holds * or entity tags in double quotes", pointer=header)
