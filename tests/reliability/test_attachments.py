"""Large attachments, through a service that is a process of its own."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from tests.attachments import BOUNDARY, MULTIPART, attachment, statements
from tests.processes import Command, Service, make_key
from tests.statements import statement

MEBIBYTE = 1024 * 1024
LARGE = 200 * MEBIBYTE
PIECE = bytes(range(256)) * 4096


async def sending(size: int, *, until: int | None = None) -> AsyncIterator[bytes]:
    """Yield a request that brings `size` bytes; the connection breaks once `until` of them are sent."""
    digest = hashlib.sha256(PIECE * (size // len(PIECE))).hexdigest()
    delimiter = f"--{BOUNDARY}".encode()
    sent = statement(attachments=[attachment(b"", sha2=digest)])
    yield delimiter + b"\r\n" + statements(sent) + b"\r\n" + delimiter
    yield f"\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {digest}\r\n\r\n".encode()
    for start in range(0, size, len(PIECE)):
        if until is not None and start >= until:
            raise ConnectionError
        yield PIECE
    yield b"\r\n" + delimiter + b"--\r\n"


def most_memory(service: Service) -> int:
    """Return the bytes that the process has had in memory at the most."""
    status = Path(f"/proc/{service.started.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


async def test_a_large_attachment_goes_in_and_out_without_being_in_memory(lrs: Command) -> None:
    with lrs.service() as service:
        headers = await make_key(lrs.data, "all")
        async with ClientSession(headers=headers) as session:
            async with session.post(service.statements, data=sending(LARGE), headers=MULTIPART) as response:
                assert response.status == 200, await response.text()
            query = {"attachments": "true"}
            async with session.get(service.statements, params=query) as response:
                received = sum([len(piece) async for piece in response.content.iter_chunked(MEBIBYTE)])
        assert received > LARGE
        assert most_memory(service) < 150 * MEBIBYTE


async def test_nothing_remains_of_an_upload_that_its_client_breaks_off(lrs: Command) -> None:
    with lrs.service() as service:
        headers = await make_key(lrs.data, "all") | MULTIPART
        async with ClientSession(headers=headers) as session:
            with pytest.raises(ClientError):
                await session.post(service.statements, data=sending(40 * MEBIBYTE, until=20 * MEBIBYTE))
        settings = Settings(data=lrs.data)
        async with open_deployment(settings, load_secret(settings.secret_path)) as store:
            async with asyncio.timeout(30):
                while await store.database["attachments.uploads"].count_documents({}):
                    await asyncio.sleep(0.1)
            assert await store.database["attachments.chunks"].count_documents({}) == 0
            assert await store.statements.count() == 0
        [line] = [each for each in service.started.complaint().splitlines() if "POST" in each]
        assert json.loads(line)["status"] == 400
