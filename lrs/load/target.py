"""Where load goes, and the requests as they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from aiohttp import encode_basic_auth

from lrs.load.errors import LoadFailed


@dataclass(frozen=True, slots=True)
class Target:
    """An HTTP resource, and the headers that every request to it carries."""

    url: str
    headers: Mapping[str, str] = field(repr=False)

    @property
    def host(self) -> str:
        """The name or address of the machine."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The TCP port."""
        return urlsplit(self.url).port or (443 if self.tls else 80)

    @property
    def tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.url.startswith("https://")

    def post(self, body: bytes) -> bytes:
        """Return a request that posts JSON, with all that goes over the wire."""
        length = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        return self._head("POST", "", length) + body

    def get(self, parameters: Mapping[str, str]) -> bytes:
        """Return a request for what the parameters select."""
        return self._head("GET", f"?{urlencode(parameters)}", {})

    def _head(self, method: str, query: str, headers: Mapping[str, str]) -> bytes:
        address = urlsplit(self.url)
        lines = [f"{method} {address.path or '/'}{query} HTTP/1.1", f"Host: {address.netloc}"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **headers}.items()]
        return "\r\n".join([*lines, "", ""]).encode()


def statement_resource(endpoint: str, key: str, secret: str, version: str) -> Target:
    """Return the statements of an xAPI endpoint (Communication 2.1), asked for with a Basic credential.

    Raises LoadFailed for an endpoint that is no address.
    """
    if not _is_address(endpoint):
        raise LoadFailed(f"an endpoint is an address such as https://lrs.example/xapi/, not {endpoint!r}")
    headers = {"Authorization": encode_basic_auth(key, secret), "X-Experience-API-Version": version}
    return Target(f"{endpoint.rstrip('/')}/statements", headers)


def _is_address(endpoint: str) -> bool:
    try:
        address = urlsplit(endpoint)
        further = address.query or address.fragment or address.username
        whole = address.scheme in {"http", "https"} and address.hostname and address.port != 0
        return bool(whole) and not further
    except ValueError:
        return False
