"""The service as an aiohttp application: served by `lrs serve`, or mounted in another program's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext

from aiohttp import web

from lrs import plugins
from lrs.api import (
    about,
    activities,
    agents,
    aggregate,
    awards,
    cors,
    errors,
    expectations,
    explanations,
    headers,
    health,
    learners,
    load,
    profiles,
    reports,
    requests,
    rewriting,
    state,
    statements,
)
from lrs.api.services import SERVICES, Services
from lrs.api.unrouted import Unrouted
from lrs.background import in_background
from lrs.rollup.checkpointing import keep_up
from lrs.rollup.worker import Worker
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from lrs.store.store import Store


def create_app(settings: Settings, *, rolls_up: bool = True) -> web.Application:
    """Return the service as an application that starts and stops all it needs by itself.

    Mount it with `parent.add_subapp("/lrs", create_app(settings))`, or run it on its own. Where another
    process of the deployment works on credit, this one need not: then `rolls_up` is False.
    """
    app = web.Application(
        middlewares=(  # from the outermost to the innermost
            requests.log_request,
            expectations.end_unasked,
            errors.render_errors,
            expectations.refuse_unknown,
            cors.answer_preflight,
            load.at_most(settings.max_requests),
            rewriting.rewrite,
        )
    )
    app.on_response_prepare.extend((headers.add_headers, cors.add_cors_headers))
    app.cleanup_ctx.append(_running(settings, rolls_up))
    for resource in (
        about,
        statements,
        activities,
        agents,
        state,
        profiles,
        aggregate,
        awards,
        explanations,
        learners,
        reports,
        health,
    ):
        resource.add_routes(app)
    app.router.register_resource(Unrouted(app.router))
    return app


@asynccontextmanager
async def credit_following(store: Store) -> AsyncIterator[None]:
    """Have credit follow what is committed, and checkpoints follow the ledger, while the context lasts."""
    rolling_up = in_background(Worker(store).run(), "roll-up")
    async with rolling_up, in_background(keep_up(store.checkpoints), "checkpoints"):
        yield


def _running(settings: Settings, rolls_up: bool) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(app: web.Application) -> AsyncIterator[None]:
        secret = load_secret(settings.secret_path)
        async with open_deployment(settings, secret) as store:
            await store.moving.end()
            await store.attachments.sweep()
            found = plugins.load(configurations=settings.plugins_path)
            app[SERVICES] = Services(settings, secret, store, found)
            migrating = in_background(store.migrations.run(), "migrations")
            async with migrating, credit_following(store) if rolls_up else nullcontext():
                yield

    return context
