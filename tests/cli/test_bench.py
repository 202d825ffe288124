from __future__ import annotations

import json

import pytest

from tests.processes import Command, Service

WRITES = {"single POST", "batches of 50", "batches of 500"}


@pytest.fixture(scope="module")
def key(service: Service) -> tuple[str, str]:
    """Return the key and the secret of a credential that may do everything."""
    lrs = Command(service.data)
    made = json.loads(lrs.output("keys", "create", "bench", "--scope", "all", "--json"))
    return made["key"], made["secret"]


def test_a_service_is_measured_and_nothing_fails(service: Service, key: tuple[str, str]) -> None:
    lrs = Command(service.data, {"LRS_BENCH_SECRET": key[1]})
    words = ("--endpoint", f"{service.url}/xapi/", "--key", key[0], "--seconds", "0.2", "--connections", "2")
    printed = json.loads(lrs.output("bench", *words, "--json"))
    works = {work["work"]: work for work in printed["works"]}
    assert works.keys() > WRITES
    for name, work in works.items():
        assert work["answered"] >= 2, work
        assert (work["connections"], work["failures"]) == (2, {}), work
        assert 0 < work["median_ms"] <= work["p99_ms"], work
        assert (work["statements_per_second"] > 0) == (name in WRITES), work


def test_the_table_has_the_figures_and_the_secret_can_be_in_a_file(
    service: Service, beside: Command, key: tuple[str, str]
) -> None:
    secret = beside.file("secret", f"{key[1]}\n")
    words = ("--endpoint", f"{service.url}/xapi", "--key", key[0], "--secret-file", secret)
    ended = beside("bench", *words, "--seconds", "0.1", "--version", "2.0.0", "--connections", "1")
    assert ended.returncode == 0, ended
    assert "GET by agent and verb, 25" in ended.stdout
    assert f"This writes thousands of statements to {service.url}/xapi/statements" in ended.stderr


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("/xapi", "/xapi/statements answers POST with 401: the credential is not accepted"),
        ("/absent", "/absent/statements answers POST with 404: nothing is there; "),
    ],
)
def test_an_endpoint_that_refuses_is_named(
    service: Service, beside: Command, place: str, sentence: str
) -> None:
    ended = beside(
        "bench", "--endpoint", service.url + place, "--key", "k", "--secret-file", "-", stdin=b"wrong"
    )
    assert ended.returncode == 1
    assert f"Error: {service.url}{sentence}" in ended.stderr


def test_what_is_no_address_is_refused(beside: Command) -> None:
    refusal = beside.refusal(
        "bench", "--endpoint", "lrs.example", "--key", "k", "--secret-file", "-", stdin=b"s"
    )
    assert refusal.startswith(
        "an endpoint is an address such as https://lrs.example/xapi/, not 'lrs.example'"
    )
