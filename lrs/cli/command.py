"""What the commands share: where the data are, and failing with one sentence instead of a traceback."""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click
import uvloop

from lrs.cli.signals import stoppable
from lrs.errors import LrsError, OperatorError
from lrs.plugins import Plugins, load
from lrs.secret import load_secret
from lrs.settings import Settings
from lrs.store.deployment import open_deployment
from lrs.store.store import Store

P = ParamSpec("P")


def as_command(work: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Make a click callback of a coroutine."""

    @functools.wraps(work)
    def callback(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(stoppable(work(*args, **kwargs)))
        except (LrsError, OperatorError) as error:
            raise click.ClickException(str(error)) from error

    return callback


def with_settings(
    command: Callable[Concatenate[Settings, P], Coroutine[Any, Any, None]],
) -> Callable[..., None]:
    """Make a click callback of a coroutine that needs the settings; adds the option --data."""

    async def settled(data: Path | None, /, *args: P.args, **kwargs: P.kwargs) -> None:
        await command(Settings.from_environment(os.environ, data=data), *args, **kwargs)

    @click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        help="Data folder [default: LRS_DATA, or the user data folder of this platform].",
    )
    @functools.wraps(command)
    def callback(data: Path | None, *args: P.args, **kwargs: P.kwargs) -> None:
        as_command(settled)(data, *args, **kwargs)

    return callback


def with_store(command: Callable[Concatenate[Store, P], Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Make a click callback of a coroutine that needs the store; it runs beside a service or without one."""

    async def opened(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> None:
        async with open_deployment(settings, load_secret(settings.secret_path)) as store:
            await command(store, *args, **kwargs)

    return with_settings(functools.update_wrapper(opened, command))


def with_plugins(
    command: Callable[Concatenate[Plugins, Store, P], Coroutine[Any, Any, None]],
) -> Callable[..., None]:
    """Make a click callback of a coroutine that needs the plugins and the store."""

    async def opened(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> None:
        found = load(configurations=settings.plugins_path)
        async with open_deployment(settings, load_secret(settings.secret_path)) as store:
            await command(found, store, *args, **kwargs)

    return with_settings(functools.update_wrapper(opened, command))
