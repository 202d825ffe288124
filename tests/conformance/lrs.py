"""The service as one client of one version sees it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from multidict import CIMultiDictProxy
from yarl import URL

from lrs.xapi.versions import Version
from tests.service import Http

VERSION: Final = "X-Experience-API-Version"
JSON: Final = "application/json"
MAX_BODY: Final = 800_000
MAX_ATTACHMENT: Final = 60_000
"""What the service takes at the most, in bytes."""

Parameters = Mapping[str, str]
Headers = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has arrived whole."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, which is JSON."""
        assert self.headers["Content-Type"].partition(";")[0] == JSON, self
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        """What the body says of the error that it is."""
        error: dict[str, Any] = self.json["error"]
        assert error["message"], self
        return error


@dataclass(frozen=True, slots=True)
class Lrs:
    """A client that speaks `version`, and does so with `authorization`."""

    http: Http
    version: Version
    authorization: str | None
    make_key: Callable[..., Awaitable[str]]

    async def send(
        self,
        method: str,
        path: str,
        parameters: Parameters | None = None,
        *,
        body: Any = b"",
        headers: Headers | None = None,
    ) -> Answer:
        """Send a request to a path below /xapi/.

        A `body` that is neither bytes nor text is sent as JSON. `headers` go before those that a client
        sends by itself; None leaves one out.
        """
        usual = {VERSION: self.version.name, "Authorization": self.authorization}
        if not isinstance(body, bytes | str):
            usual, body = {**usual, "Content-Type": JSON}, json.dumps(body)
        sent = {name: value for name, value in {**usual, **(headers or {})}.items() if value is not None}
        async with self.http.request(
            method, f"/xapi/{path}", params=parameters, data=body or None, headers=sent
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    async def get(
        self, path: str, parameters: Parameters | None = None, headers: Headers | None = None
    ) -> Answer:
        """Send a GET."""
        return await self.send("GET", path, parameters, headers=headers)

    async def post(
        self, path: str, body: Any, parameters: Parameters | None = None, headers: Headers | None = None
    ) -> Answer:
        """Send a POST."""
        return await self.send("POST", path, parameters, body=body, headers=headers)

    async def put(
        self, path: str, body: Any, parameters: Parameters, headers: Headers | None = None
    ) -> Answer:
        """Send a PUT."""
        return await self.send("PUT", path, parameters, body=body, headers=headers)

    async def delete(self, path: str, parameters: Parameters, headers: Headers | None = None) -> Answer:
        """Send a DELETE."""
        return await self.send("DELETE", path, parameters, headers=headers)

    async def follow(self, address: str) -> Answer:
        """Send a GET to an address that an answer gave as `more`."""
        headers = {VERSION: self.version.name, "Authorization": self.authorization or ""}
        async with self.http.get(URL(address, encoded=True), headers=headers) as response:
            return Answer(response.status, response.headers, await response.read())

    async def store(self, *statements: dict[str, Any]) -> list[str]:
        """POST statements as one batch, which is accepted, and return their ids."""
        answer = await self.post("statements", list(statements))
        assert answer.status == 200, answer
        ids: list[str] = answer.json
        return ids

    async def statement(self, statement_id: str, **parameters: str) -> dict[str, Any]:
        """Return a stored statement."""
        answer = await self.get("statements", {"statementId": statement_id, **parameters})
        assert answer.status == 200, answer
        found: dict[str, Any] = answer.json
        return found

    async def find(self, **filters: str) -> list[dict[str, Any]]:
        """Return the first page of the statements that match."""
        answer = await self.get("statements", filters)
        assert answer.status == 200, answer
        found: list[dict[str, Any]] = answer.json["statements"]
        return found

    async def found(self, **filters: str) -> list[str]:
        """Return the ids of the statements that match, in their order."""
        return [statement["id"] for statement in await self.find(**filters)]

    def speaking(self, version: Version) -> Lrs:
        """Return the same client in another version."""
        return replace(self, version=version)

    async def with_scopes(self, *scopes: str) -> Lrs:
        """Return another client, whose key has these scopes."""
        return replace(self, authorization=await self.make_key(*scopes))


def iri() -> str:
    """Return an IRI that nothing else has."""
    return f"https://cme.example/{uuid.uuid4()}"


def unique() -> str:
    """Return a UUID."""
    return str(uuid.uuid4())


def anyone() -> dict[str, Any]:
    """Return an Agent that is nobody else."""
    return {"objectType": "Agent", "mbox": f"mailto:{uuid.uuid4()}@hospital.example"}


def assert_refused(answer: Answer, status: int = 400, rule: str | None = None) -> None:
    """Check that an answer refuses, in the one shape of errors, by that rule where one is named."""
    assert answer.status == status, answer
    error = answer.error
    assert rule is None or error["rule"] == rule, answer
