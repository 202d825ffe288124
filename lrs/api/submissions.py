"""Statements on their way in by POST or PUT, alone or with the contents of their attachments."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence

from aiohttp import hdrs, web

from lrs.api import scopes
from lrs.api.bodies import read_json
from lrs.api.multipart import ENCODING, HASH, MEDIA_TYPE
from lrs.api.parts import Part, read_parts
from lrs.api.services import services
from lrs.errors import InvalidRequest
from lrs.settings import Settings
from lrs.store.attachments import Upload
from lrs.store.keys import Key
from lrs.xapi.attachments import Attachment, Digest, attachments, require_contents
from lrs.xapi.incoming import Incoming
from lrs.xapi.signatures import check_signatures
from lrs.xapi.versions import Version

Read = Callable[[bytes], list[Incoming]]
# The latter is what @xapi/xapi says of every multipart body that it sends by axios under Node.
_MULTIPART = (MEDIA_TYPE, "application/octet-stream")


async def submit(request: web.Request, version: Version, key: Key, read: Read) -> list[Incoming]:
    """Store the statements that `read` finds in a request's JSON, and what came with them, and return them.

    Raises InvalidRequest, StatementRefused, TooLarge, Conflict or Unavailable; nothing is stored then.
    """
    if request.content_type in _MULTIPART:
        return await _submit_parts(request, version, key, read)
    batch = read(await read_json(request))
    require_contents(batch, ())
    check_signatures(batch, {}, version)
    await services(request).store.committer.commit(batch, key.authority_key, defines=_defines(key))
    return batch


async def _submit_parts(request: web.Request, version: Version, key: Key, read: Read) -> list[Incoming]:
    store, settings = services(request).store, services(request).settings
    parts = read_parts(request)
    batch = read(await _read_statements(parts, settings))
    declared = _Declared(batch)
    async with store.attachments.receiving(declared.hashes) as upload:
        signatures = await _receive(parts, declared, upload, settings)
        require_contents(batch, upload.received)
        check_signatures(batch, signatures, version)
        await store.committer.commit(batch, key.authority_key, upload=upload, defines=_defines(key))
    return batch


def _defines(key: Key) -> bool:
    """Tell whether what this key's statements say of Activities and Verbs counts (Communication 4.2)."""
    return not key.scopes.isdisjoint({scopes.DEFINE, scopes.ALL})


async def _read_statements(parts: AsyncIterator[Part], settings: Settings) -> bytes:
    part = await anext(parts, None)
    media_type = part.headers.get(hdrs.CONTENT_TYPE, "") if part else ""
    if part is None or media_type.partition(";")[0].strip().lower() != "application/json":
        raise InvalidRequest(
            "the first part has to be the statements, with the Content-Type application/json",
            rule="multipart.statements",
            pointer=hdrs.CONTENT_TYPE,
        )
    return b"".join([piece async for piece in part.pieces(settings.max_body)])


async def _receive(
    parts: AsyncIterator[Part], declared: _Declared, upload: Upload, settings: Settings
) -> dict[str, bytes]:
    """Take every part that follows the statements into `upload`, and return those that are signatures."""
    signatures: dict[str, bytes] = {}
    async for part in parts:
        sha2 = declared.take(part)
        _check_encoding(part)
        if declared.signs(sha2):
            # Signatures are held in memory: together they are as large as a body may be.
            left = settings.max_body - sum(map(len, signatures.values()))
            signatures[sha2] = b"".join([piece async for piece in _checked(part, sha2, left)])
            await upload.write(sha2, _once(signatures[sha2]))
        else:
            await upload.write(sha2, _checked(part, sha2, settings.max_attachment))
    return signatures


class _Declared:
    """The attachments that statements declare, by their hashes."""

    def __init__(self, batch: Sequence[Incoming]) -> None:
        found: list[Attachment] = [each for statement in batch for each in attachments(statement.value)]
        self._open = Counter(each.content.sha2 for each in found)
        self._signing = {each.content.sha2 for each in found if each.signs}

    @property
    def hashes(self) -> frozenset[str]:
        return frozenset(self._open)

    def signs(self, sha2: str) -> bool:
        return sha2 in self._signing

    def take(self, part: Part) -> str:
        """Return the hash that a part names. It may come as often as it is declared, and no more."""
        sent = part.headers.get(HASH)
        if sent is None:
            raise InvalidRequest(
                f"part {part.number} needs the header {HASH}", rule="multipart.hash", pointer=HASH
            )
        sha2 = sent.strip().lower()
        if not self._open[sha2]:
            raise InvalidRequest(
                f"part {part.number} is no attachment of the statements: none has the sha2 {sent!a}",
                rule="multipart.excess",
                pointer=HASH,
            )
        self._open[sha2] -= 1
        return sha2


def _check_encoding(part: Part) -> None:
    """Check that a part is sent as it is; without the header that is assumed (Communication 1.5.2)."""
    if part.headers.get(ENCODING, "binary").strip().lower() != "binary":
        raise InvalidRequest(
            f"part {part.number} has to be binary", rule="multipart.encoding", pointer=ENCODING
        )


async def _checked(part: Part, sha2: str, limit: int) -> AsyncIterator[bytes]:
    """Yield the content of a part. Raises InvalidRequest at the end where its hash is not `sha2`."""
    digest = Digest(sha2)
    async for piece in part.pieces(limit, digest):
        yield piece
    if not digest.matches():
        raise InvalidRequest(
            f"the content of part {part.number} does not have the hash that its header names",
            rule="multipart.content",
            pointer=HASH,
        )


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
