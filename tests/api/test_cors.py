"""Content in browsers, on any origin or on none."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from lrs import Settings, create_app
from tests.service import Headers, Http
from tests.statements import statement

ORIGIN = "https://content.example"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,content-type,if-none-match,x-experience-api-version",
}
Restricted = Callable[[str], Awaitable[Http]]


def words(text: str) -> set[str]:
    """Return the names that a header lists, in lower case."""
    return {name.strip().lower() for name in text.split(",")}


async def test_a_preflight_for_every_resource_is_answered_without_a_credential(bare: Http) -> None:
    paths = {route.resource.canonical for route in bare.app.router.routes() if route.resource}
    for path in sorted(path for path in paths if path.startswith(("/xapi/", "/api/"))):
        response = await bare.options(re.sub("{[^}]*}", "x", path), headers=PREFLIGHT)
        assert response.status == 204, path
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
        assert response.headers["Access-Control-Allow-Credentials"] == "true"
        assert words(response.headers["Access-Control-Allow-Methods"]) == {
            "get",
            "head",
            "post",
            "put",
            "delete",
        }
        assert words(response.headers["Access-Control-Allow-Headers"]) >= {
            *words(PREFLIGHT["Access-Control-Request-Headers"]),
            "accept-language",
            "if-match",
            "x-request-id",
        }
        assert int(response.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize(
    "path", ["/xapi//activities/state", "/xapi/statements/", "/xapi/statements?method=PUT"]
)
async def test_a_preflight_is_never_redirected(bare: Http, path: str) -> None:
    response = await bare.options(path, headers=PREFLIGHT, allow_redirects=False)
    assert response.status == 204
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


async def test_content_from_a_file_or_a_sandboxed_frame_is_heard_too(http: Http, content: Headers) -> None:
    headers = content | {"Origin": "null"}
    response = await http.post("/xapi/statements", json=statement(), headers=headers)
    assert response.status == 200
    assert response.headers["Access-Control-Allow-Origin"] == "null"
    assert response.headers["Vary"] == "Origin"


async def test_a_beacon_with_credentials_may_be_sent(http: Http, content: Headers) -> None:
    preflight = PREFLIGHT | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    asked = await http.options("/xapi/statements", headers=preflight)
    sent = await http.post("/xapi/statements", json=statement(), headers=content | {"Origin": ORIGIN})
    for response in (asked, sent):
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN, "* is not accepted with credentials"
        assert response.headers["Access-Control-Allow-Credentials"] == "true"


@pytest.mark.parametrize(
    ("method", "path", "authorized", "status"),
    [
        ("GET", "/xapi/statements", True, 200),
        ("GET", "/xapi/statements?foo=bar", True, 400),
        ("GET", "/xapi/statements", False, 401),
        ("GET", "/api/awards", True, 403),
        ("GET", "/xapi/nothing", True, 404),
        ("PATCH", "/xapi/statements", True, 405),
    ],
)
async def test_a_page_may_read_every_answer_and_its_headers(
    http: Http, content: Headers, method: str, path: str, authorized: bool, status: int
) -> None:
    headers = {"Origin": ORIGIN} | (content if authorized else {})
    response = await http.request(method, path, headers=headers)
    assert response.status == status
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert words(response.headers["Access-Control-Expose-Headers"]) >= {
        "etag",
        "last-modified",
        "retry-after",
        "x-experience-api-consistent-through",
        "x-experience-api-version",
        "x-request-id",
    }


async def test_an_answer_that_no_page_asked_for_still_says_that_it_depends_on_the_origin(http: Http) -> None:
    response = await http.get("/xapi/about")
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize("origin", ["", "no scheme", "https://x.example/\u00e9", "javascript"])
async def test_what_is_no_origin_is_not_repeated(http: Http, origin: str) -> None:
    response = await http.get("/xapi/about", headers={"Origin": origin})
    assert response.status == 200
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.fixture
def restricted(aiohttp_client: AiohttpClient, settings: Settings) -> Restricted:
    """Return a function that starts a service which is open to the origins given."""

    async def start(origins: str) -> Http:
        chosen = Settings.from_environment({"LRS_CORS_ORIGINS": origins}).cors_origins
        return await aiohttp_client(create_app(replace(settings, cors_origins=chosen)))

    return start


async def test_a_deployment_may_name_the_origins_that_it_is_open_to(restricted: Restricted) -> None:
    http = await restricted(f"{ORIGIN}, null")
    for origin, allowed in ((ORIGIN, True), ("null", True), ("https://other.example", False)):
        for response in (
            await http.options("/xapi/statements", headers=PREFLIGHT | {"Origin": origin}),
            await http.get("/xapi/about", headers={"Origin": origin}),
        ):
            assert response.status in {200, 204}
            assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
            assert response.headers["Vary"] == "Origin"


async def test_a_mounted_service_answers_preflights_itself(
    aiohttp_client: AiohttpClient, settings: Settings
) -> None:
    parent = web.Application()
    parent.add_subapp("/training/lrs", create_app(settings))
    http = await aiohttp_client(parent)
    for path in ("/training/lrs/xapi/statements", "/training/lrs/xapi//statements"):
        response = await http.options(path, headers=PREFLIGHT)
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    response = await http.get("/training/lrs/xapi/statements", headers={"Origin": ORIGIN})
    assert response.status == 401
    assert json.loads(await response.read())["error"]["code"] == "unauthorized"
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
