"""Clients that send side by side for some seconds."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from itertools import cycle
from time import perf_counter

from lrs.load.connection import Connection
from lrs.load.errors import LoadFailed
from lrs.load.figures import Figures, Tally, summed
from lrs.load.target import Target

PATIENCE = 30.0
"""Seconds beyond its time that a client waits for an answer."""


async def drive(
    target: Target,
    requests: Sequence[bytes],
    connections: int,
    seconds: float,
    patience: float = PATIENCE,
) -> Figures:
    """Send `requests` in turn, and again, over so many connections, for so many seconds.

    Each connection sends as soon as it is answered, so that one request is under way on each. Raises
    LoadFailed where no connection can be made.
    """
    began = perf_counter()
    source, tallies = cycle(requests), [Tally(began, began) for _ in range(connections)]
    encrypted = ssl.create_default_context() if target.tls else None

    async def client(tally: Tally) -> None:
        """Keep sending; where the other side closes the connection, over a new one."""
        while perf_counter() < began + seconds:
            connecting = asyncio.get_running_loop().create_connection(
                lambda: Connection(source, tally, began + seconds), target.host, target.port, ssl=encrypted
            )
            transport, connection = await asyncio.wait_for(connecting, patience)
            try:
                async with asyncio.timeout(began + seconds + patience - perf_counter()):
                    await connection.closed
            except TimeoutError:
                connection.give_up()
            finally:
                transport.abort()

    try:
        async with asyncio.TaskGroup() as clients:
            for tally in tallies:
                clients.create_task(client(tally))
    except* OSError as errors:
        raise LoadFailed(f"cannot connect to {target.url}: {_why(errors)}") from errors
    return summed(tallies)


def _why(errors: ExceptionGroup[OSError]) -> str:
    return str(errors.exceptions[0]) or "no answer"
