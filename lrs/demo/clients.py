"""How the demo's clients reach the service: over HTTP, with a key, like anyone else's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from aiohttp import ClientSession, encode_basic_auth

from lrs.errors import OperatorError

PATIENCE = 60.0
"""Seconds in which credit has to follow a statement before the demo says that it does not."""


class DemoFailed(OperatorError):
    """The service did not do what the demo day expects of it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a service and a credential for it."""

    url: str
    key: str
    secret: str = field(repr=False)

    @property
    def xapi(self) -> str:
        """The xAPI endpoint, with the slash that client libraries append to."""
        return f"{self.url}/xapi/"

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        credentials = encode_basic_auth(self.key, self.secret)
        return {"Authorization": credentials, "X-Experience-API-Version": "1.0.3"}


async def post(endpoint: Endpoint, statements: list[dict[str, Any]]) -> None:
    """Post a batch. Raises DemoFailed if it is not accepted."""
    headers = endpoint.headers | {"Content-Type": "application/json"}
    async with (
        ClientSession(headers=headers) as session,
        session.post(f"{endpoint.xapi}statements", data=msgspec.json.encode(statements)) as response,
    ):
        if response.status != 200:
            raise DemoFailed(f"a batch was answered with {response.status}: {await response.text()}")


async def wait_for_award(endpoint: Endpoint, learner: str, policy: str, *states: str) -> None:
    """Wait until a learner's award is in one of `states`. Raises DemoFailed beyond PATIENCE."""
    address = f"{endpoint.url}/api/awards?{urlencode({'learner': learner, 'policy': policy})}"
    try:
        async with ClientSession(headers=endpoint.headers) as session, asyncio.timeout(PATIENCE):
            while await _award_state(session, address) not in states:
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise DemoFailed(
            f"the award of {learner} for {policy} is not {states[0]} after {PATIENCE:.0f} s"
        ) from error


async def _award_state(session: ClientSession, address: str) -> str | None:
    """Return where the one award at `address` stands; None where there is none yet, or no answer."""
    async with session.get(address) as response:
        if response.status != 200:
            return None
        awards = (await response.json())["awards"]
    return str(awards[0]["state"]) if awards else None
