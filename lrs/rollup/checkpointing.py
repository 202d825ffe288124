"""Checkpoints of the ledger, made by themselves as long as it grows."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from lrs.errors import LrsError
from lrs.store.checkpoints import Checkpoints

PERIOD: Final = timedelta(hours=1)
"""How old a checkpoint is, at least, when the next one is made."""
PAUSE: Final = 60.0
"""Seconds after which is looked again whether one is due."""

log = logging.getLogger(__name__)


async def keep_up(checkpoints: Checkpoints, period: timedelta = PERIOD, pause: float = PAUSE) -> None:
    """Make a checkpoint whenever one is due, until cancelled."""
    while True:
        try:
            await checkpoints.keep_up(period)
        except LrsError as error:
            log.warning("no checkpoint of the ledger could be made: %s", error)
        await asyncio.sleep(pause)
