"""The data folder: what lies where, and who is using it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lrs.store.mongod.disk import writing
from lrs.store.mongod.locks import is_locked

_LOG_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths below one absolute data folder."""

    root: Path

    @property
    def dbpath(self) -> Path:
        """MongoDB's own files."""
        return self.root / "mongod"

    @property
    def mongod_lock(self) -> Path:
        """The file that a running mongod keeps locked (flock) and writes its process id to."""
        return self.dbpath / "mongod.lock"

    @property
    def log(self) -> Path:
        """What mongod says: one JSON object a line."""
        return self.root / "mongod.log"

    @property
    def secret(self) -> Path:
        """The replica set's key file, which is also the service's password."""
        return self.root / "secret"

    @property
    def start_lock(self) -> Path:
        """Held alone by whoever starts, adopts or stops mongod, and only meanwhile."""
        return self.root / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by everyone who uses mongod, for as long as they do."""
        return self.root / "users.lock"

    @property
    def service_lock(self) -> Path:
        """Held alone by the one long-running service; names its process id."""
        return self.root / "service.lock"

    @property
    def _port(self) -> Path:
        return self.root / "port"

    def is_served(self) -> bool:
        """Tell whether a mongod runs on this folder. Ask only while holding the start lock.

        Asking locks the file for an instant, in which a mongod that starts would be turned away.
        """
        return is_locked(self.mongod_lock)

    def mongod_pid(self) -> int | None:
        """Return the process id that the last mongod wrote: a living one's only if the folder is served."""
        return integer_in(self.mongod_lock)

    def port(self) -> int | None:
        """Return the port last used here, if any."""
        return integer_in(self._port)

    def remember_port(self, port: int) -> None:
        """Keep the port for those who come later."""
        with writing(self.root):
            self._port.write_text(f"{port}\n")

    def rotate_log(self) -> int:
        """Put a large log aside, in place of the one put aside before; return where new lines will begin."""
        with writing(self.root):
            if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
                self.log.replace(self.log.with_name("mongod.log.1"))
            with self.log.open("a") as log:
                return log.tell()

    def log_from(self, start: int) -> str:
        """Return what the log holds from byte `start` on."""
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read().decode(errors="replace")


def integer_in(path: Path) -> int | None:
    """Return the number that the file holds, or None when there is no such file or number."""
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return None


def open_folder(data: Path) -> DataFolder:
    """Return the data folder at `data`, made for its owner alone (0700) if it is new.

    Raises LocalMongodError when it cannot be made.
    """
    folder = DataFolder(data.expanduser().absolute())
    with writing(folder.root):
        folder.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.dbpath.mkdir(mode=0o700, exist_ok=True)
    return folder
