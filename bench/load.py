"""Load on an HTTP endpoint, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, TCPConnector

Request = Callable[[], dict[str, Any]]
"""Makes the keyword arguments of one request: method, params, data."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Requests a second, and the milliseconds within which half and 99 of 100 of them were answered."""

    rate: float
    median: float
    p99: float


async def drive(
    url: str, headers: dict[str, str], request: Request, connections: int, seconds: float
) -> Figures:
    """Send requests over `connections` for `seconds`, each as soon as the one before it is answered.

    Raises RuntimeError if one fails.
    """
    taken: list[float] = []
    deadline = time.perf_counter() + seconds
    connector = TCPConnector(limit=connections)
    async with ClientSession(headers=headers, connector=connector) as session:

        async def client() -> None:
            while (started := time.perf_counter()) < deadline:
                async with session.request(url=url, **request()) as response:
                    body = await response.read()
                    if response.status != 200:
                        raise RuntimeError(f"{url} answered {response.status}: {body[:200]!r}")
                taken.append(time.perf_counter() - started)

        await asyncio.gather(*(client() for _ in range(connections)))
    taken.sort()
    return Figures(len(taken) / seconds, _at(taken, 0.5), _at(taken, 0.99))


def _at(taken: list[float], share: float) -> float:
    return taken[int(len(taken) * share)] * 1000
