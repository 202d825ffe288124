"""The first contact with an LRS, before any load: what is wrong is said here, in a sentence."""

from __future__ import annotations

import random
from typing import Any

import msgspec
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from lrs.load.errors import LoadFailed
from lrs.load.statements import statement
from lrs.load.target import Target
from lrs.load.works import Sample

BATCH = 50
BATCHES = 4
PATIENCE = 10.0
"""Seconds in which the LRS has to answer."""
_QUOTED = 200
_MEANINGS = {
    401: "the credential is not accepted",
    403: "the credential may not do that",
    404: "nothing is there; an endpoint is the address before /statements",
}


async def first_contact(target: Target, patience: float = PATIENCE) -> Sample:
    """Store a few statements, see that statements can be read, and return what was stored.

    Raises LoadFailed where either is refused, or not answered within `patience` seconds.
    """
    source = random.Random()  # noqa: S311  # test data
    batches = [[statement(source) for _ in range(BATCH)] for _ in range(BATCHES)]
    try:
        async with ClientSession(headers=target.headers, timeout=ClientTimeout(total=patience)) as session:
            ids = [each for batch in batches for each in await _store(session, target.url, batch)]
            await _read(session, target.url)
    except TimeoutError as error:
        raise LoadFailed(f"{target.url} does not answer within {patience:g} seconds") from error
    except ClientError as error:
        raise LoadFailed(f"{target.url} cannot be spoken with: {error}") from error
    return Sample(ids, [each["context"]["registration"] for batch in batches for each in batch])


async def _store(session: ClientSession, url: str, batch: list[dict[str, Any]]) -> list[str]:
    headers = {"Content-Type": "application/json"}
    body = msgspec.json.encode(batch)
    async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
        await _require_success(response)
        try:
            return msgspec.json.decode(await response.read(), type=list[str])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LoadFailed(f"{url} does not answer a batch with its ids: it is no LRS") from error


async def _read(session: ClientSession, url: str) -> None:
    async with session.get(url, params={"limit": "1"}, allow_redirects=False) as response:
        await _require_success(response)


async def _require_success(response: ClientResponse) -> None:
    """Raise LoadFailed unless the answer is 200."""
    if response.status == 200:
        return
    why = response.headers.get("Location") or _MEANINGS.get(response.status)
    quoted = why or (await response.text(errors="replace"))[:_QUOTED].strip()
    raise LoadFailed(f"{response.url} answers {response.method} with {response.status}: {quoted}")
