"""What handlers work with, handed to them by the application they run in."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from lrs.plugins import Plugins
from lrs.secret import Secret
from lrs.settings import Settings
from lrs.store.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of a running service."""

    settings: Settings
    secret: Secret
    store: Store
    plugins: Plugins


SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    """Return the parts of the service that this request came to."""
    return request.app[SERVICES]
