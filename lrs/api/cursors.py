"""The `more` address of a page: all that the next page needs, signed, and of use to one key only."""

from __future__ import annotations

import base64
import binascii

import msgspec

from lrs.api.presentations import Presentation
from lrs.errors import InvalidRequest
from lrs.secret import Secret
from lrs.store.queries import Query

_DIGEST_SIZE = 32


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A query, the size of its pages, the statement key that the next one is behind, and how it is shown.

    There is no such key before the first page.
    """

    query: Query
    limit: int
    behind: int | None
    presentation: Presentation


def seal(cursor: Cursor, secret: Secret, key: str) -> str:
    """Return `cursor` as text that only the credential `key` can use again."""
    payload = msgspec.json.encode(cursor)
    digest = secret.digest("cursor", key.encode() + b"\0" + payload)
    return base64.urlsafe_b64encode(digest + payload).decode().rstrip("=")


def unseal(text: str, secret: Secret, key: str) -> Cursor:
    """Return the cursor that `seal` made for `key`. Raises InvalidRequest for any other text."""
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _not_ours() from None
    digest, payload = sealed[:_DIGEST_SIZE], sealed[_DIGEST_SIZE:]
    if not secret.matches("cursor", key.encode() + b"\0" + payload, digest):
        raise _not_ours()
    try:
        return msgspec.json.decode(payload, type=Cursor)
    except msgspec.DecodeError:
        # It was given out by another version of the service.
        raise _not_ours() from None


def _not_ours() -> InvalidRequest:
    return InvalidRequest("this address was not given out to this key", pointer="more")
