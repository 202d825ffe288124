"""The `more` address of a page: all that the next page needs, signed, and of use to one key only."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from aiohttp import web

from lrs.api.services import services
from lrs.errors import InvalidRequest
from lrs.store.keys import Key

C = TypeVar("C", bound=msgspec.Struct)
_DIGEST_SIZE = 32


def more_address(request: web.Request, key: Key, cursor: msgspec.Struct) -> str:
    """Return the address, without scheme and host, under which `key` gets what `cursor` describes.

    The type of a cursor has a tag of its own, which tells it from those of other resources.
    """
    return f"{request.path}?more={_seal(cursor, request, key)}"


def read_more(request: web.Request, key: Key, given: Mapping[str, str], kind: type[C]) -> C:
    """Return the cursor in the parameter `more`, which comes alone.

    Raises InvalidRequest for one that is not of this `kind`, or was not given out to this key.
    """
    if len(given) > 1:
        raise InvalidRequest("a more address is used as it was given out", pointer="more")
    try:
        return msgspec.json.decode(_unseal(given["more"], request, key), type=kind)
    except msgspec.DecodeError:
        # It was given out by another resource, or by another version of the service.
        raise _not_ours() from None


def _seal(cursor: msgspec.Struct, request: web.Request, key: Key) -> str:
    payload = msgspec.json.encode(cursor)
    digest = services(request).secret.digest("cursor", _signed(payload, key))
    return base64.urlsafe_b64encode(digest + payload).decode().rstrip("=")


def _unseal(text: str, request: web.Request, key: Key) -> bytes:
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _not_ours() from None
    digest, payload = sealed[:_DIGEST_SIZE], sealed[_DIGEST_SIZE:]
    if not services(request).secret.matches("cursor", _signed(payload, key), digest):
        raise _not_ours()
    return payload


def _signed(payload: bytes, key: Key) -> bytes:
    return key.key.encode() + b"\0" + payload


def _not_ours() -> InvalidRequest:
    return InvalidRequest("this address was not given out to this key", pointer="more")
