"""The service as an aiohttp application: served by `lrs serve`, or mounted in another program's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from aiohttp import web

from lrs import plugins
from lrs.api import (
    about,
    activities,
    agents,
    awards,
    cors,
    errors,
    expectations,
    headers,
    health,
    profiles,
    reports,
    requests,
    rewriting,
    state,
    statements,
)
from lrs.api.services import SERVICES, Services
from lrs.background import in_background
from lrs.rollup.worker import Worker
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment

MIDDLEWARES = (
    requests.log_request,
    expectations.end_unasked,
    errors.render_errors,
    cors.answer_preflight,
    rewriting.rewrite,
)
"""From the outermost to the innermost."""


def create_app(settings: Settings) -> web.Application:
    """Return the service as an application that starts and stops all it needs by itself.

    Mount it with `parent.add_subapp("/lrs", create_app(settings))`, or run it on its own.
    """
    app = web.Application(middlewares=MIDDLEWARES)
    app.on_response_prepare.extend((headers.add_headers, cors.add_cors_headers))
    app.cleanup_ctx.append(_running(settings))
    for resource in (about, statements, activities, agents, state, profiles, awards, reports, health):
        resource.add_routes(app)
    return app


def _running(settings: Settings) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(app: web.Application) -> AsyncIterator[None]:
        secret = load_secret(settings.secret_path)
        async with open_deployment(settings, secret) as store:
            await store.attachments.sweep()
            app[SERVICES] = Services(settings, secret, store, plugins.load())
            async with in_background(Worker(store).run(), "roll-up"):
                yield

    return context
