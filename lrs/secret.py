"""The one secret of a deployment: it hashes credentials and signs cursors."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lrs.errors import OperatorError


class SecretError(OperatorError):
    """The secret file cannot be used."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A key for keyed hashes; it never shows itself in a log or a traceback."""

    key: bytes = field(repr=False)

    def digest(self, purpose: str, message: bytes) -> bytes:
        """Return the keyed SHA-256 of `message`, which differs from one `purpose` to another."""
        return hmac.digest(self.key, purpose.encode() + b"\0" + message, hashlib.sha256)

    def matches(self, purpose: str, message: bytes, digest: bytes) -> bool:
        """Tell in constant time whether `digest` is the one of `message`."""
        return hmac.compare_digest(self.digest(purpose, message), digest)


def load_secret(path: Path) -> Secret:
    """Return the secret at `path`, made at first use and readable by its owner alone.

    Raises SecretError if the file is too short or may be read by others.
    """
    key = read_private(path, _new).strip()
    if len(key) < 32:
        raise SecretError(f"{path} must hold at least 32 characters")
    return Secret(key)


def read_private(path: Path, new: Callable[[], bytes]) -> bytes:
    """Return what the file at `path` holds, its owner alone; where there is none, it is made of `new`.

    Raises SecretError if the file cannot be used or may be read by others.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path, new)
        if path.stat().st_mode & 0o077:
            raise SecretError(f"{path} may be read by others: run chmod 600 {path}")
        return path.read_bytes()
    except OSError as error:
        raise SecretError(f"the secret file {path} cannot be used: {error.strerror}") from error


def _new() -> bytes:
    return secrets.token_urlsafe(48).encode()


def _create(path: Path, new: Callable[[], bytes]) -> None:
    """Write a new secret unless there is one; a half-written one is never seen."""
    if path.exists():
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name) as draft:  # of its owner alone
        draft.write(new())
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
