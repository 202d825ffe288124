"""The reports that were made, each whole and never changed, in the format of GridFS.

A run writes its content as chunks, which nobody sees. The entry in `reports.files`, which holds the manifest,
makes the report: from then on its content can be read, and what its records told counts.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from bson import Binary, ObjectId

from lrs.errors import NotFound
from lrs.reports.manifest import Manifest
from lrs.store.connection import Database, Session
from lrs.store.faults import reaches_mongodb, streams_from_mongodb

CHUNK: Final = 1024 * 1024
"""Bytes of a chunk, and so of what is held in memory of a report."""
_AHEAD: Final = 2


@dataclass(frozen=True, slots=True)
class Written:
    """How long a content is, in bytes, and its SHA-256 in hex."""

    size: int
    sha256: str


class ReportFiles:
    """The reports of one tenant that were made."""

    def __init__(self, db: Database) -> None:
        """Keep them in the GridFS bucket `reports` of `db`."""
        self._files = db["reports.files"]
        self._chunks = db["reports.chunks"]

    @reaches_mongodb
    async def list(self, bodies: Collection[str] | None = None) -> list[Manifest]:
        """Return the manifests of all reports, or of those to some bodies, the last made first."""
        wanted = {} if bodies is None else {"metadata.body": {"$in": list(bodies)}}
        return [_manifest(each) async for each in self._files.find(wanted).sort("_id", -1)]

    @reaches_mongodb
    async def get(self, name: str) -> Manifest:
        """Return the manifest of a report by its name, such as `ama-pra/xml-1`. Raises NotFound."""
        return _manifest(await self._entry(name))

    @streams_from_mongodb
    async def read(self, name: str) -> AsyncIterator[bytes]:
        """Yield the content of a report by its name, in pieces. Raises NotFound."""
        entry = await self._entry(name)
        found = self._chunks.find({"files_id": entry["_id"]}, {"data": 1}).sort("n", 1).batch_size(_AHEAD)
        async for chunk in found:
            yield chunk["data"]

    @reaches_mongodb
    async def run(self, name: str) -> ObjectId:
        """Return the run that made a report. Raises NotFound."""
        run: ObjectId = (await self._entry(name))["_id"]
        return run

    async def runs(self, body: str, form: str) -> dict[ObjectId, int]:
        """Return the numbers of a series' reports by the runs that made them."""
        wanted = {"metadata.body": body, "metadata.format": form}
        found = self._files.find(wanted, {"metadata.number": 1})
        return {each["_id"]: each["metadata"]["number"] async for each in found}

    async def write(self, run: ObjectId, pieces: Iterator[bytes]) -> Written:
        """Write the content of the report that `run` makes."""
        size, hashed = 0, hashlib.sha256()
        chunks = in_chunks(pieces)
        # A thread, since the writer's work on a chunk would keep all requests waiting.
        while chunk := await asyncio.to_thread(next, chunks, b""):
            await self._chunks.insert_one({"files_id": run, "n": size // CHUNK, "data": Binary(chunk)})
            hashed.update(chunk)
            size += len(chunk)
        return Written(size, hashed.hexdigest())

    async def publish(self, run: ObjectId, manifest: Manifest, session: Session) -> None:
        """Make the report, once the transaction of `session` is committed."""
        entry = {
            "_id": run,
            "filename": manifest.name,
            "length": manifest.size,
            "chunkSize": CHUNK,
            "uploadDate": datetime.now(UTC),
            "metadata": msgspec.to_builtins(manifest),
        }
        await self._files.insert_one(entry, session=session)

    async def remove(self, runs: Collection[ObjectId]) -> None:
        """Remove what runs have written that made no report."""
        await self._chunks.delete_many({"files_id": {"$in": list(runs)}})

    async def _entry(self, name: str) -> dict[str, Any]:
        entry = await self._files.find_one({"filename": name})
        if entry is None:
            raise NotFound(f"there is no report {name}")
        return entry


def in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in chunks that are full, but for the last one."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    if waiting:
        yield bytes(waiting)


def _manifest(entry: dict[str, Any]) -> Manifest:
    return msgspec.convert(entry["metadata"], Manifest)
