"""A large attachment, sent as it is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator

from aiohttp import ClientSession

from lrs.load.target import Target

MEBIBYTES = 200
_CHUNK = bytes(1024 * 1024)
_BOUNDARY = "bench"


async def post_attachment(target: Target) -> None:
    """Post a statement with an attachment of 200 MiB (Communication 2.3.2)."""
    headers = {**target.headers, "Content-Type": f"multipart/mixed; boundary={_BOUNDARY}"}
    async with (
        ClientSession(headers=headers) as session,
        session.post(target.url, data=_body()) as response,
    ):
        response.raise_for_status()


async def _body() -> AsyncIterator[bytes]:
    sha2 = _hash()
    yield (
        f"--{_BOUNDARY}\r\nContent-Type: application/json\r\n\r\n{json.dumps(_statement(sha2))}\r\n"
        f"--{_BOUNDARY}\r\nContent-Type: video/mp4\r\nContent-Transfer-Encoding: binary\r\n"
        f"X-Experience-API-Hash: {sha2}\r\n\r\n"
    ).encode()
    for _ in range(MEBIBYTES):
        yield _CHUNK
    yield f"\r\n--{_BOUNDARY}--\r\n".encode()


def _statement(sha2: str) -> dict[str, object]:
    return {
        "actor": {"mbox": "mailto:learner0@hospital.example"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/attended"},
        "object": {"id": "https://cme.example/activities/0"},
        "attachments": [
            {
                "usageType": "https://cme.example/attachments/recording",
                "display": {"en-US": "Recording"},
                "contentType": "video/mp4",
                "length": MEBIBYTES * len(_CHUNK),
                "sha2": sha2,
            }
        ],
    }


def _hash() -> str:
    digest = hashlib.sha256()
    for _ in range(MEBIBYTES):
        digest.update(_CHUNK)
    return digest.hexdigest()
