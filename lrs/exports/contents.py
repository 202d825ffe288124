"""A folder with the contents of attachments, each in a file that is named by its hash."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from lrs.exports.draft import writing


class ContentsFolder:
    """The folder that the contents of exported statements go into."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`, which `make` makes."""
        self.path = folder

    def make(self) -> None:
        """Make the folder, unless it is there. Raises CannotExport."""
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)

    async def keep(self, sha2: str, pieces: AsyncIterator[bytes]) -> None:
        """Write a content, whole or not at all, unless it is there. Raises CannotExport."""
        file = self.path / sha2
        if file.exists():
            return
        draft = file.with_name(f".{sha2}.partial")
        with writing(file):
            with draft.open("wb") as content:
                async for piece in pieces:
                    content.write(piece)
                content.flush()
                os.fsync(content.fileno())
            draft.replace(file)
