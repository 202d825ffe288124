"""A folder with the contents of attachments, each in a file that is named by its hash."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from pathlib import Path

from lrs.errors import InvalidRequest
from lrs.imports.reader import CHUNK
from lrs.xapi.attachments import Digest, attachments
from lrs.xapi.incoming import Incoming

REMEMBERED = 10_000
"""Contents that are known to be right, and not read again for the next statement that has them."""


class ContentsFolder:
    """The folder that the contents of imported statements are in, or some of them."""

    def __init__(self, folder: Path) -> None:
        """Read from `folder`."""
        self._folder = folder
        self._is_right = lru_cache(REMEMBERED)(self._matches)

    def of(self, statement: Incoming) -> set[str]:
        """Return the hashes of those contents of a statement that are here.

        Raises InvalidRequest where one is not what its hash says.
        """
        declared = {each.content.sha2 for each in attachments(statement.value)}
        here = {sha2 for sha2 in declared if (self._folder / sha2).is_file()}
        for sha2 in here:
            if not self._is_right(sha2):
                raise InvalidRequest(f"{self._folder / sha2} has not the content that its name says")
        return here

    async def read(self, sha2: str) -> AsyncIterator[bytes]:
        """Yield a content in pieces."""
        for piece in self._pieces(sha2):
            yield piece

    def _matches(self, sha2: str) -> bool:
        digest = Digest(sha2)
        for piece in self._pieces(sha2):
            digest.update(piece)
        return digest.matches()

    def _pieces(self, sha2: str) -> Iterator[bytes]:
        with (self._folder / sha2).open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece
