"""Indexes of collections that are in use: built and dropped while the service serves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import pymongo
from pymongo import IndexModel
from pymongo.errors import OperationFailure

from lrs.background import in_background
from lrs.store.connection import Database
from lrs.store.indexes import INDEXES, OBSOLETE

LONGEST: Final = 86_400.0
"""Seconds that building an index may take."""
PROGRESS: Final = 5.0
"""Seconds between two lines in the log that say how far a build has come."""

Models = Mapping[str, Sequence[IndexModel]]

log = logging.getLogger(__name__)


class IndexChanges:
    """What is missing of the indexes that are wanted, and what is there of obsolete ones, by collection."""

    def __init__(
        self, db: Database, wanted: Models = INDEXES, obsolete: Mapping[str, Collection[str]] = OBSOLETE
    ) -> None:
        """Compare `db` with the models that are `wanted` and the names of `obsolete` ones."""
        self._db = db
        self._wanted = wanted
        self._obsolete = obsolete

    async def due(self) -> bool:
        """Tell whether there is anything to build or to drop."""
        return bool(await self._missing() or await self._left())

    async def build(self) -> None:
        """Build what is missing, one collection after the other, and say in the log how far that is."""
        for name, models in (await self._missing()).items():
            log.info("building indexes of %s: %s", name, ", ".join(map(_name, models)))
            with pymongo.timeout(LONGEST):
                async with in_background(self._report(name), f"progress of building indexes of {name}"):
                    await self._db[name].create_indexes(models)
            log.info("built indexes of %s", name)

    async def drop(self) -> None:
        """Drop the obsolete ones."""
        for name, obsolete in (await self._left()).items():
            for each in obsolete:
                await self._db[name].drop_index(each)
                log.info("dropped the index %s of %s", each, name)

    async def _missing(self) -> dict[str, list[IndexModel]]:
        missing = {
            name: [model for model in models if _name(model) not in await self._there(name)]
            for name, models in self._wanted.items()
        }
        return {name: models for name, models in missing.items() if models}

    async def _left(self) -> dict[str, set[str]]:
        left = {name: set(obsolete) & await self._there(name) for name, obsolete in self._obsolete.items()}
        return {name: obsolete for name, obsolete in left.items() if obsolete}

    async def _there(self, name: str) -> set[str]:
        """Return the names of a collection's indexes, also of those that are being built."""
        return set(await self._db[name].index_information())

    async def _report(self, name: str) -> None:
        """Log what MongoDB says of the progress; it tells only a user who may see all operations."""
        with suppress(OperationFailure):
            while True:
                await asyncio.sleep(PROGRESS)
                for each in await self._builds(f"{self._db.name}.{name}"):
                    log.info("building indexes of %s: %s", name, each["msg"])

    async def _builds(self, namespace: str) -> list[dict[str, Any]]:
        wanted = {"ns": namespace, "progress": {"$exists": True}}
        found = await self._db.client.admin.command({"currentOp": 1} | wanted)
        return [each for each in found["inprog"] if each.get("msg", "").startswith("Index Build")]


def _name(model: IndexModel) -> str:
    return str(model.document["name"])
