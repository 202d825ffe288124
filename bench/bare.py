"""The ceiling of HTTP: a bare aiohttp endpoint that parses the same body and answers with ids."""

from __future__ import annotations

import sys
import uuid
from typing import Any

import msgspec
import uvloop
from aiohttp import web


async def post(request: web.Request) -> web.Response:
    """Parse and answer."""
    value: Any = msgspec.json.decode(await request.read())
    statements = value if isinstance(value, list) else [value]
    return web.json_response([str(uuid.uuid4()) for _ in statements])


if __name__ == "__main__":
    app = web.Application(client_max_size=32 * 1024 * 1024)
    app.router.add_post("/", post)
    web.run_app(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop=uvloop.new_event_loop(),
        access_log=None,
        print=lambda *_: None,
    )
