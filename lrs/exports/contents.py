"""A folder with the contents of attachments, each in a file that is named by its hash."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from lrs.exports.draft import CannotExport


class ContentsFolder:
    """The folder that the contents of exported statements go into."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`, which need not be there yet."""
        self.path = folder

    async def keep(self, sha2: str, pieces: AsyncIterator[bytes]) -> None:
        """Write a content, whole or not at all, unless it is there. Raises CannotExport."""
        file = self.path / sha2
        if file.exists():
            return
        draft = file.with_name(f".{sha2}.partial")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as writing:
                async for piece in pieces:
                    writing.write(piece)
                writing.flush()
                os.fsync(writing.fileno())
            draft.replace(file)
        except OSError as error:
            raise CannotExport(f"cannot write {file}: {error.strerror}") from error
