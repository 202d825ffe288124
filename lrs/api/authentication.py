"""Who sends a request, and whether they may."""

from __future__ import annotations

import base64
import binascii

from aiohttp import hdrs, web

from lrs.api.services import services
from lrs.errors import Forbidden, Unauthorized
from lrs.store.keys import Key

KEY: web.RequestKey[Key] = web.RequestKey("key", Key)


async def authorize(request: web.Request, *scopes: str) -> Key:
    """Return the credential that came with `request` if it has any one of `scopes`.

    Raises Unauthorized where there is no valid credential, and Forbidden where its scopes do not suffice.
    """
    key = await _authenticate(request)
    request[KEY] = key
    if key.scopes.isdisjoint(scopes):
        raise Forbidden(f"this key needs one of the scopes {', '.join(scopes)}")
    return key


async def _authenticate(request: web.Request) -> Key:
    header = request.headers.get(hdrs.AUTHORIZATION)
    if header is None:
        raise Unauthorized
    key = await services(request).store.keys.verify(*_decode(header))
    if key is None:
        raise Unauthorized("this key is unknown, expired or revoked, or the secret is not its own")
    return key


def _decode(header: str) -> tuple[str, str]:
    """Return the key and secret of a Basic header (RFC 7617)."""
    scheme, _, encoded = header.partition(" ")
    try:
        key, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        key, colon, secret = "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise Unauthorized("the Authorization header is not valid HTTP Basic authentication")
    return key, secret
