"""The contents of attachments, each kept once, in the format of GridFS.

What comes with a request is written while it arrives: as chunks, which nobody sees. The transaction that
stores the statements adds the entries in `attachments.files`, and from then on the contents can be read. So a
content is there exactly if a statement is stored that came with it.

A document in `attachments.uploads` says which files a request writes. By it is found what a request has left
that failed, or whose process was killed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator, Collection, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bson import Binary, ObjectId
from pymongo import ReturnDocument

from lrs.errors import LrsError, Unavailable
from lrs.store.connection import Database, Session
from lrs.store.faults import RETRY_AFTER, reaches_mongodb, streams_from_mongodb

T = TypeVar("T")

CHUNK = 1024 * 1024
"""Bytes of a chunk, and so of what is held in memory of a content that arrives."""
_AHEAD = 2
"""Chunks that are read from MongoDB at once."""
ABANDONED = timedelta(days=1)
"""How long a request may take: then what it has written may be removed, and it can store nothing any more."""

log = logging.getLogger(__name__)


class Attachments:
    """The contents of one tenant's attachments, by their SHA-2 hashes in lower case."""

    def __init__(self, db: Database) -> None:
        """Keep contents in the GridFS bucket `attachments` of `db`."""
        self._db = db
        self._files = db["attachments.files"]
        self._chunks = db["attachments.chunks"]
        self._uploads = db["attachments.uploads"]

    @asynccontextmanager
    async def receiving(self, hashes: Collection[str]) -> AsyncIterator[Upload]:
        """Receive contents with these hashes; those that no statement was stored with are removed at the end.

        Where it is not certain what MongoDB did, or will still do, that is left to `sweep`.
        """
        upload = await self._begin(hashes)
        certain = True
        try:
            yield upload
        except Unavailable:
            certain = False
            raise
        finally:
            if certain:
                await self._end(upload)

    @streams_from_mongodb
    async def read(self, sha2: str) -> AsyncIterator[bytes]:
        """Yield a content that is kept, in pieces."""
        file = await self._files.find_one({"filename": sha2}, {"_id": 1})
        if file is None:
            raise LrsError(f"the content {sha2} of an attachment is not where it should be")
        found = self._chunks.find({"files_id": file["_id"]}, {"data": 1}).sort("n", 1).batch_size(_AHEAD)
        async for chunk in found:
            yield chunk["data"]

    @reaches_mongodb
    async def sweep(self) -> None:
        """Remove what requests have left that were cut off more than a day ago."""
        long_ago = ObjectId.from_datetime(datetime.now(UTC) - ABANDONED)
        async for upload in self._uploads.find({"_id": {"$lt": long_ago}}, {"_id": 1}):
            await self._remove(upload["_id"])

    async def remove(self, hashes: Collection[str], session: Session) -> int:
        """Remove contents when the transaction of `session` is committed; return how many there were."""
        files = await self._files.distinct("_id", {"filename": {"$in": list(hashes)}}, session=session)
        if files:
            await self._files.delete_many({"_id": {"$in": files}}, session=session)
            await self._chunks.delete_many({"files_id": {"$in": files}}, session=session)
        return len(files)

    @reaches_mongodb
    async def _begin(self, hashes: Collection[str]) -> Upload:
        known = await self._files.distinct("filename", {"filename": {"$in": list(hashes)}}) if hashes else []
        files = {sha2: ObjectId() for sha2 in hashes if sha2 not in known}
        upload = Upload(self._db, ObjectId(), files)
        if files:
            await self._uploads.insert_one({"_id": upload.id, "files": list(files.values()), "ended": False})
        return upload

    async def _end(self, upload: Upload) -> None:
        """Remove what is left of an upload; the request's answer stands, whatever becomes of this."""
        if upload.writes:
            try:
                await self._remove(upload.id)
            except LrsError:
                log.warning("what is left of an upload is removed later", exc_info=True)

    @reaches_mongodb
    async def _remove(self, upload: ObjectId) -> None:
        """Remove the files of an upload that were not kept; from here on none of them can be."""
        ended = await self._uploads.find_one_and_update(
            {"_id": upload}, {"$set": {"ended": True}}, return_document=ReturnDocument.AFTER
        )
        if ended:
            await self._chunks.delete_many({"files_id": {"$in": ended["files"]}})
            await self._uploads.delete_one({"_id": upload})


class Upload:
    """The contents that come with one request; what is stored already is read, and not written again."""

    def __init__(self, db: Database, upload_id: ObjectId, files: Mapping[str, ObjectId]) -> None:
        """Write contents to these `files`, by their hashes."""
        self.id = upload_id
        self._files = db["attachments.files"]
        self._chunks = db["attachments.chunks"]
        self._uploads = db["attachments.uploads"]
        self._new = files
        self._lengths: dict[str, int] = {}

    @property
    def writes(self) -> bool:
        """Whether there is anything that is not stored already."""
        return bool(self._new)

    @property
    def received(self) -> Collection[str]:
        """The hashes of what has arrived."""
        return self._lengths.keys()

    @reaches_mongodb
    async def write(self, sha2: str, pieces: AsyncIterable[bytes]) -> None:
        """Take a content while it arrives, and pass over a copy. What `pieces` raises goes through."""
        file = self._new.get(sha2) if sha2 not in self._lengths else None
        length = 0
        async for chunk in _in_chunks(pieces):
            if file is not None:
                document = {"files_id": file, "n": length // CHUNK, "data": Binary(chunk)}
                await _to_the_end(self._chunks.insert_one(document))
            length += len(chunk)
        self._lengths[sha2] = length

    async def keep(self, hashes: Collection[str], session: Session) -> None:
        """Let these contents be read from when the transaction of `session` is committed.

        Raises Unavailable where the request has taken so long that they may have been removed.
        """
        wanted = [sha2 for sha2 in hashes if sha2 in self._new]
        there = await self._files.distinct("filename", {"filename": {"$in": wanted}}, session=session)
        await self._hold({*there, *(set(hashes) & self._lengths.keys() - self._new.keys())}, session)
        entries = [self._entry(sha2) for sha2 in wanted if sha2 not in there]
        if not entries:
            return
        kept = {"$in": [entry["_id"] for entry in entries]}
        still_there = {"_id": self.id, "ended": False}
        claimed = await self._uploads.update_one(still_there, {"$pull": {"files": kept}}, session=session)
        if not claimed.matched_count:
            raise Unavailable("the request took too long: send it again", retry_after=RETRY_AFTER)
        await self._files.insert_many(entries, session=session)

    async def _hold(self, hashes: Collection[str], session: Session) -> None:
        """Write to contents that others have brought: they cannot be removed in a transaction beside this."""
        if hashes:
            held = {"$set": {"held": self.id}}
            found = await self._files.update_many({"filename": {"$in": list(hashes)}}, held, session=session)
            if found.matched_count < len(hashes):
                raise Unavailable("a content was removed meanwhile: send it again", retry_after=RETRY_AFTER)

    def _entry(self, sha2: str) -> dict[str, object]:
        """Return the entry of a file as GridFS has it."""
        return {
            "_id": self._new[sha2],
            "filename": sha2,
            "length": self._lengths[sha2],
            "chunkSize": CHUNK,
            "uploadDate": datetime.now(UTC),
        }


async def _to_the_end(write: Coroutine[Any, Any, T]) -> T:
    """Wait for a write also where that is cancelled: nothing may be written once the rest is removed."""
    begun = asyncio.ensure_future(write)
    try:
        return await asyncio.shield(begun)
    except asyncio.CancelledError:
        await asyncio.wait([begun])
        raise


async def _in_chunks(pieces: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Yield the same bytes in chunks that are full, but for the last one."""
    waiting = bytearray()
    async for piece in pieces:
        waiting += piece
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    if waiting:
        yield bytes(waiting)
