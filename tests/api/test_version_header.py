"""The version that a request names, and the one that its answer names (xAPI 1.0.3 Communication 3.3)."""

from __future__ import annotations

import re

import pytest

from tests.service import Headers, Http
from tests.statements import statement

VERSION = "X-Experience-API-Version"
STATEMENTS = "/xapi/statements"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", STATEMENTS),
        ("GET", f"{STATEMENTS}?statementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee"),
        ("POST", STATEMENTS),
        ("PUT", f"{STATEMENTS}?statementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee"),
    ],
)
async def test_a_request_without_a_version_is_refused_as_both_public_suites_want_it(
    bare: Http, content: Headers, method: str, path: str
) -> None:
    body = statement() if method != "GET" else None
    response = await bare.request(method, path, json=body, headers=content)
    assert response.status == 400
    assert (await response.json())["error"]["pointer"] == VERSION
    for of_suite in (r"^1\.0\.3$|^0\.95?$", r"^2\.0\.0$|^0\.95?$"):
        assert re.match(of_suite, response.headers[VERSION])


@pytest.mark.parametrize(
    ("named", "answered"),
    [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.2", "1.0.3"), ("2.0", "2.0.0"), ("2.0.0", "2.0.0")],
)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", STATEMENTS, 200),
        ("GET", f"{STATEMENTS}?foo=bar", 400),
        ("GET", f"{STATEMENTS}?statementId=6690e6c9-3ef0-4ed3-8b37-7f3964730bee", 404),
        ("GET", "/xapi/nothing", 404),
        ("PATCH", STATEMENTS, 405),
        ("GET", "/xapi/about", 200),
    ],
)
async def test_every_answer_names_the_version_that_the_request_speaks(
    bare: Http, content: Headers, method: str, path: str, status: int, named: str, answered: str
) -> None:
    response = await bare.request(method, path, headers=content | {VERSION: named})
    assert response.status == status
    assert response.headers[VERSION] == answered


async def test_so_does_the_answer_to_a_request_without_a_credential(bare: Http) -> None:
    response = await bare.get(STATEMENTS, headers={VERSION: "2.0.0"})
    assert response.status == 401
    assert response.headers[VERSION] == "2.0.0"


@pytest.mark.parametrize("named", ["0.95", "1.1.0", "3.0.0", "", "1.0.3, 2.0.0"])
async def test_a_version_that_is_not_spoken_here_is_refused_by_name(
    bare: Http, content: Headers, named: str
) -> None:
    response = await bare.get(STATEMENTS, headers=content | {VERSION: named})
    assert response.status == 400
    assert response.headers[VERSION] == "1.0.3"


@pytest.mark.parametrize("path", ["/xapi/about", "/healthz", "/readyz"])
async def test_what_is_open_to_all_needs_no_version(bare: Http, path: str) -> None:
    response = await bare.get(path)
    assert response.status == 200
    assert (VERSION in response.headers) == path.startswith("/xapi/")
