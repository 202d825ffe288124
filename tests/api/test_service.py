"""What the service says about itself, and how it answers what it does not know."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from lrs import plugins
from lrs.settings import Settings
from lrs.store.store import Store
from tests.service import Headers, Http


@pytest.mark.parametrize(
    ("spoken", "told"), [("", ["1.0.3", "2.0.0"]), ("2.0.0", ["1.0.3", "2.0.0"]), ("1.0.1", ["1.0.3"])]
)
async def test_about_tells_anyone_the_versions_that_he_may_know(
    http: Http, spoken: str, told: list[str]
) -> None:
    response = await http.get("/xapi/about", headers={"X-Experience-API-Version": spoken})
    assert response.status == 200
    assert (await response.json())["version"] == told


async def test_about_tells_what_the_service_can_do(http: Http, settings: Settings) -> None:
    about = await (await http.get("/xapi/about")).json()
    told = about["extensions"]["tag:cme-lrs,2026:xapi/extensions/service"]
    assert told["name"] == "CME LRS"
    assert told["release"] == version("cme-lrs")
    assert told["versions"] == ["1.0.3", "2.0.0"]
    assert "attachments" in told["capabilities"]
    assert told["bodies"] == list(plugins.load(configurations=None).bodies())
    assert "ama-pra" in told["bodies"]
    assert told["limits"]["body_bytes"] == settings.max_body
    assert told["limits"]["page_statements"] == settings.page_size


async def test_it_is_alive_and_ready(http: Http) -> None:
    assert await (await http.get("/healthz")).json() == {"status": "alive"}
    assert await (await http.get("/readyz")).json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/xapi/nothing", 404, "not_found"),
        ("DELETE", "/xapi/statements", 405, "method_not_allowed"),
    ],
)
async def test_what_is_not_there_is_answered_in_the_same_shape(
    http: Http, method: str, path: str, status: int, code: str
) -> None:
    response = await http.request(method, path)
    assert response.status == status
    assert (await response.json())["error"]["code"] == code


async def test_an_error_that_nobody_foresaw_tells_nothing_of_itself(
    http: Http,
    content: Headers,
    running: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(*_arguments: object) -> None:
        raise KeyError("a secret detail")

    monkeypatch.setattr(type(running.statements), "query", broken)
    response = await http.get("/xapi/statements", headers=content)
    assert response.status == 500
    assert await response.json() == {
        "error": {"code": "internal", "message": "The service met a fault that it did not expect."}
    }
    assert "a secret detail" in caplog.text


@pytest.mark.parametrize(("sent", "kept"), [("abc-123", True), ("x" * 65, False), ("a b", False)])
async def test_a_request_is_named_and_keeps_a_fitting_name(http: Http, sent: str, kept: bool) -> None:
    response = await http.get("/healthz", headers={"X-Request-ID": sent})
    assert (response.headers["X-Request-ID"] == sent) is kept
