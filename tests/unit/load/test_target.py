from __future__ import annotations

import base64

import pytest

from lrs.load.errors import LoadFailed
from lrs.load.target import Target, statement_resource
from lrs.load.works import Sample, reads, writes

TARGET = Target("http://lrs.example:8080/xapi/statements", {"Authorization": "Basic x"})


def test_a_request_is_written_with_all_that_goes_over_the_wire() -> None:
    assert TARGET.post(b"{}") == (
        b"POST /xapi/statements HTTP/1.1\r\nHost: lrs.example:8080\r\nAuthorization: Basic x\r\n"
        b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )
    assert TARGET.get({"agent": '{"mbox":"mailto:a@b"}', "limit": "25"}) == (
        b"GET /xapi/statements?agent=%7B%22mbox%22%3A%22mailto%3Aa%40b%22%7D&limit=25 HTTP/1.1\r\n"
        b"Host: lrs.example:8080\r\nAuthorization: Basic x\r\n\r\n"
    )


@pytest.mark.parametrize("endpoint", ["https://lrs.example/data", "https://lrs.example/data/"])
def test_an_endpoint_is_taken_with_a_slash_and_without(endpoint: str) -> None:
    target = statement_resource(endpoint, "key", "secret", "2.0.0")
    assert (target.url, target.host, target.port, target.tls) == (
        "https://lrs.example/data/statements",
        "lrs.example",
        443,
        True,
    )
    assert target.headers["X-Experience-API-Version"] == "2.0.0"
    assert base64.b64decode(target.headers["Authorization"].removeprefix("Basic ")) == b"key:secret"


@pytest.mark.parametrize(
    "endpoint",
    [
        "lrs.example/xapi",
        "ftp://lrs.example/",
        "http://",
        "http://[::1/",
        "http://lrs.example:port/",
        "http://u:p@lrs.example/",
        "http://lrs.example/xapi?a=b",
    ],
)
def test_what_is_no_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(LoadFailed, match="an endpoint is an address such as"):
        statement_resource(endpoint, "key", "secret", "1.0.3")


def test_a_secret_does_not_show() -> None:
    assert "Basic" not in repr(TARGET)


def test_no_two_works_are_called_the_same_over_as_many_connections() -> None:
    works = [*writes(TARGET), *reads(TARGET, Sample(["id"], ["registration"]))]
    assert len({(work.name, work.connections) for work in works}) == len(works)
