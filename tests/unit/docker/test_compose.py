"""The compose file holds together and holds no secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lrs.server.answering import DRAIN

FOLDER = Path(__file__).parents[3] / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


@each_service
def test_every_secret_that_a_service_uses_is_declared_and_comes_from_a_file(name: str) -> None:
    for secret in SERVICES[name].get("secrets", ()):
        assert COMPOSE["secrets"][secret] == {"file": f"secrets/{secret}"}


@each_service
def test_every_volume_is_declared_or_a_file_beside_the_compose_file(name: str) -> None:
    for volume in SERVICES[name].get("volumes", ()):
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or (FOLDER / source).is_file()


@each_service
def test_no_password_stands_in_the_environment(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    assert [key for key in environment if "PASSWORD" in key and not key.endswith("_FILE")] == []
    assert [value for value in environment.values() if "@" in value] == []


@each_service
def test_what_a_service_waits_for_exists_and_can_say_that_it_is_ready(name: str) -> None:
    for other, condition in SERVICES[name].get("depends_on", {}).items():
        expected = "service_healthy" if "healthcheck" in SERVICES[other] else "service_completed_successfully"
        assert condition == {"condition": expected}


def test_the_wrapper_reads_the_secret_that_compose_hands_over() -> None:
    [secret] = SERVICES["lrs"]["secrets"]
    assert f"/run/secrets/{secret}" in (FOLDER / "lrs").read_text(encoding="utf-8")


def test_the_build_finds_the_dockerfile() -> None:
    build = SERVICES["lrs"]["build"]
    assert (FOLDER / build["context"] / build["dockerfile"]).is_file()


def test_the_service_is_given_as_long_as_it_gives_its_requests() -> None:
    assert float(SERVICES["lrs"]["stop_grace_period"].removesuffix("s")) > DRAIN
