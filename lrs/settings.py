"""What a deployment may choose, read once at start and passed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from lrs.errors import OperatorError

MEBIBYTE = 1024 * 1024


class SettingsError(OperatorError):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one service or command.

    `data` is the folder of the local MongoDB, of the secrets and of the plugins' configurations.
    `mongodb_uri` names a MongoDB of the user's instead of the local one (it must be a replica set).
    `database` is the tenant's database. `secret_file` holds the key that hashes credentials and signs
    cursors, `signing_key_file` the one that signs checkpoints of the ledger; both are made at first use.
    `public_url` is the address that clients use, with which the service names itself in authorities.
    `max_body` is the largest request body in bytes without attachments, `max_attachment` the largest
    attachment, `page_size` the largest number of statements in one answer, and `max_requests` how many
    requests one process answers at a time. `cors_origins` are the origins whose pages may use the service
    from a browser, every one where it is None. `ignored_parameters` are query parameters that clients add to
    every request although they mean nothing here.
    """

    data: Path
    mongodb_uri: str | None = None
    database: str = "lrs_default"
    secret_file: Path | None = None
    signing_key_file: Path | None = None
    public_url: str = "http://127.0.0.1:8080"
    max_body: int = 32 * MEBIBYTE
    max_attachment: int = 256 * MEBIBYTE
    page_size: int = 500
    max_requests: int = 1_000
    cors_origins: frozenset[str] | None = None
    ignored_parameters: frozenset[str] = frozenset({"cachebuster", "content_token", "externalRegistration"})

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, data: Path | None = None) -> Settings:
        """Read the `LRS_*` variables; `data`, where given, wins over `LRS_DATA`.

        Raises SettingsError for a value that cannot be used.
        """
        named = environment.get("LRS_DATA")
        settings = cls(data=data or (Path(named) if named else user_data_path("cme-lrs", appauthor=False)))
        chosen = {
            field: parse(environment[variable], variable)
            for variable, (field, parse) in _VARIABLES.items()
            if environment.get(variable)
        }
        return replace(settings, **chosen)

    @property
    def secret_path(self) -> Path:
        """Where the service's secret lies."""
        return self.secret_file or self.data / "service.secret"

    @property
    def signing_key_path(self) -> Path:
        """Where the key lies that signs checkpoints of the ledger: beside the secret, unless it is named."""
        return self.signing_key_file or self.secret_path.with_name("ledger.key")

    @property
    def plugins_path(self) -> Path:
        """The folder of the plugins' configurations."""
        return self.data / "plugins"


def _text(value: str, _variable: str) -> str:
    return value


def _url(value: str, variable: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise SettingsError(f"{variable} must start with http:// or https://, not {value!r}")
    return value.rstrip("/")


def _database(value: str, variable: str) -> str:
    if not re.fullmatch("[A-Za-z0-9_-]{1,63}", value):
        raise SettingsError(f"{variable} must be up to 63 letters, digits, - and _, not {value!r}")
    return value


def _path(value: str, _variable: str) -> Path:
    return Path(value)


def _count(value: str, variable: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise SettingsError(f"{variable} must be a whole number above 0, not {value!r}")
    return int(value)


def _names(value: str, _variable: str) -> frozenset[str]:
    return frozenset(name.strip() for name in value.split(",") if name.strip())


def _origins(value: str, variable: str) -> frozenset[str] | None:
    if value.strip() == "*":
        return None
    origins = _names(value, variable)
    for origin in origins:
        if not re.fullmatch(r"null|[a-z][a-z0-9+.-]*://[^/A-Z*?#]+", origin):
            raise SettingsError(
                f"{variable} must be * or origins as browsers send them, such as https://lms.example, "
                f"not {origin!r}"
            )
    return origins


_VARIABLES: dict[str, tuple[str, Any]] = {
    "LRS_MONGODB_URI": ("mongodb_uri", _text),
    "LRS_DATABASE": ("database", _database),
    "LRS_SECRET_FILE": ("secret_file", _path),
    "LRS_SIGNING_KEY_FILE": ("signing_key_file", _path),
    "LRS_PUBLIC_URL": ("public_url", _url),
    "LRS_MAX_BODY": ("max_body", _count),
    "LRS_MAX_ATTACHMENT": ("max_attachment", _count),
    "LRS_PAGE_SIZE": ("page_size", _count),
    "LRS_MAX_REQUESTS": ("max_requests", _count),
    "LRS_CORS_ORIGINS": ("cors_origins", _origins),
    "LRS_IGNORED_PARAMETERS": ("ignored_parameters", _names),
}
